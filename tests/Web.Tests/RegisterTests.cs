using PracticeAspire.Web.Tests.Neighbourhood;

namespace PracticeAspire.Web.Tests;

public sealed class RegisterTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private static readonly string[] Typed = ["GivenNames", "BirthDate", "Phone", "Email"];

    private static readonly string[] Again =
        ["__RequestVerificationToken", "Input.RequestId", "Input.GivenNames", "Input.FamilyName", "Input.BirthDate", "Input.Phone"];

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

    [Fact]
    public async Task Who_is_probably_registered_already_is_shown_before_anything_is_saved_and_nothing_typed_is_lost()
    {
        using var web = new WebHost();
        using var browser = await SignedIn(web);
        var form = await browser.GetStringAsync("/people/register", Stop);

        var asked = await (await browser.Press(form, "/people/register",
            ("Input.GivenNames", "Chet"), ("Input.FamilyName", "Hoeger"), ("Input.BirthDate", "1960-04-10"), ("Input.Gender", "male"), ("Input.Phone", "0171"))).Content.ReadAsStringAsync(Stop);
        var text = Forms.Text(asked);
        Assert.Contains("Is it one of these? Nobody was registered yet.", text, StringComparison.Ordinal);
        Assert.Contains("born 1960-04-10 · +1 555 0130", text, StringComparison.Ordinal);
        Assert.Contains("Similar name, Same birth date", text, StringComparison.Ordinal);
        Assert.Equal($"/people/{World.Id(303)}", Forms.Link(asked, "It is this one"));
        Assert.Equal("0171", Forms.Values(asked, "Input.Phone").Single());
        Assert.Contains("Register anyway", text, StringComparison.Ordinal);
        Assert.False(web.World.Calls.ContainsKey("RegisterPatient"));

        using var content = new FormUrlEncodedContent(Forms.Values(asked, "Input.SeenDuplicates").Select(id => KeyValuePair.Create("Input.SeenDuplicates", id))
            .Concat(Again.Select(name => KeyValuePair.Create(name, Forms.Values(asked, name)[^1]))));
        var answer = await browser.PostAsync("/people/register", content, Stop);
        Assert.Equal($"/people/{web.World.Patients[0].Id}", answer.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal(1, web.World.Calls["RegisterPatient"]);
    }

    private static async Task<HttpClient> SignedIn(WebHost web)
    {
        var browser = web.Browser();
        await browser.GetAsync("/sign-in", Stop);
        return browser;
    }
}
