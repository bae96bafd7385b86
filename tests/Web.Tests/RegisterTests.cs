using PracticeAspire.Web.Tests.Neighbourhood;

namespace PracticeAspire.Web.Tests;

public sealed class RegisterTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private static readonly string[] Typed = ["GivenNames", "BirthDate", "Phone", "Email"];

    [Theory]
    [InlineData("Kim")]
    [InlineData("")]
    public async Task All_that_is_wrong_is_said_at_once_beside_its_field_and_nothing_typed_is_lost(string familyName)
    {
        using var web = new WebHost();
        using var browser = await SignedIn(web);
        var form = await browser.GetStringAsync("/people/register", Stop);
        Assert.Contains("novalidate", form, StringComparison.Ordinal); // a browser would stop at the first field

        var answer = Forms.Text(await (await browser.Press(form, "/people/register",
            ("Input.GivenNames", "Nora"), ("Input.FamilyName", familyName), ("Input.BirthDate", "2999-01-01"), ("Input.Gender", "female"),
            ("Input.Phone", "+1 555 0134"), ("Input.Email", "nora at example"))).Content.ReadAsStringAsync(Stop));

        Assert.Contains("<span class=\"field__wrong\" id=\"wrong-birth_date\">The birth date lies in the future.</span>", answer, StringComparison.Ordinal);
        Assert.Contains("<span class=\"field__wrong\" id=\"wrong-email\">That is not an e-mail address.</span>", answer, StringComparison.Ordinal);
        Assert.Equal(familyName.Length == 0, answer.Contains("Enter the family name.", StringComparison.Ordinal));
        Assert.Contains($"{(familyName.Length == 0 ? 3 : 2)} fields need another look.", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-given_names", answer, StringComparison.Ordinal);
        Assert.Equal(["Nora", "2999-01-01", "+1 555 0134", "nora at example"], Typed.Select(field => Forms.Values(answer, $"Input.{field}").Single()));
        Assert.Contains("<option value=\"female\" selected", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_is_down_costs_nothing_that_was_typed()
    {
        using var web = new WebHost();
        using var browser = await SignedIn(web);
        var form = await browser.GetStringAsync("/people/register", Stop);
        web.World.Down["users"] = true;

        var answer = Forms.Text(await (await browser.Press(form, "/people/register",
            ("Input.GivenNames", "Nora"), ("Input.FamilyName", "Kim"), ("Input.BirthDate", "1984-01-01"))).Content.ReadAsStringAsync(Stop));

        Assert.Contains("People are not answering.", answer, StringComparison.Ordinal);
        Assert.Equal("Kim", Forms.Values(answer, "Input.FamilyName").Single());
    }

    private static async Task<HttpClient> SignedIn(WebHost web)
    {
        var browser = web.Browser();
        await browser.GetAsync("/sign-in", Stop);
        return browser;
    }
}
