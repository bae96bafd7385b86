using System.Net;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Tests.Neighbourhood;

namespace PracticeAspire.Web.Tests;

/// <summary>Addresses that someone has garbled, made up or kept for too long.</summary>
public sealed class AddressTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/book?type=x")]
    [InlineData("/book?patient=x")]
    [InlineData("/book?practitioner=0195a000")]
    [InlineData("/book?location=00000000-0000-0000-0000-000000000000")]
    [InlineData("/book/confirm?id=x")]
    [InlineData("/board?location=x")]
    [InlineData("/calendar/week?location=x")]
    [InlineData("/reports/day-sheet?location=x")]
    [InlineData("/reports/utilisation?practitioner=x")]
    [InlineData("/administration/working-hours?practitioner=x")]
    public async Task An_id_that_is_none_leads_to_the_page_that_says_there_is_nothing(string address)
    {
        using var web = new WebHost();
        web.World.SigningIn = web.World.Administrator;
        using var browser = await SignedIn(web);

        var answer = await browser.GetAsync(address, Stop);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("There is nothing here.", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("first_day", "The field first_day must be a day such as 2026-03-29.", "“First day” must be a day such as 2026-03-29.")]
    [InlineData("visit_type_id", "The field visit_type_id must be an id such as 0197a3c2.", "Something that was chosen is not known here. Choose it again.")]
    [InlineData("name", "A location needs a name.", "A location needs a name.")]
    public async Task Nobody_reads_the_names_of_fields_on_the_wire(string field, string wire, string page)
    {
        var refusal = await Attempt.Do("Appointments", () => throw new Refusal(RefusalKind.Malformed, wire, Field: field).ToRpcException());
        Assert.Equal(page, refusal?.Sentence);
    }

    [Theory]
    [InlineData(999)] // nobody
    [InlineData(1)] // a doctor
    public async Task A_visit_for_someone_who_is_no_patient_says_so_and_asks_for_another(int person)
    {
        using var web = new WebHost();
        using var browser = await SignedIn(web);

        var page = await browser.GetStringAsync($"/book?patient={World.Id(person)}&day=2026-03-05", Stop);

        Assert.Contains("This patient is not known here.", page, StringComparison.Ordinal);
        Assert.Contains("Who is the visit for?", page, StringComparison.Ordinal);
        Assert.Empty(Forms.Values(page, "slot"));
    }

    [Fact]
    public async Task A_directory_that_is_down_makes_no_patient_unknown()
    {
        using var web = new WebHost();
        using var browser = await SignedIn(web);
        web.World.Down["users"] = true;

        var page = await browser.GetStringAsync($"/book?patient={World.Id(301)}", Stop);

        Assert.DoesNotContain("not known here", page, StringComparison.Ordinal);
        Assert.NotEmpty(Forms.Values(page, "slot"));
    }

    private static async Task<HttpClient> SignedIn(WebHost web)
    {
        var browser = web.Browser();
        await browser.GetAsync("/sign-in", Stop);
        return browser;
    }
}
