using System.Net;
using PracticeAspire.Notifications.Contracts;
using PracticeAspire.Web.Tests.Neighbourhood;

namespace PracticeAspire.Web.Tests;

/// <summary>What a notice of a record says to whom, and where it leads.</summary>
public sealed class NoticesTests
{
    private static readonly string Owner = World.Id(301);

    [Theory]
    [InlineData("record-access-requested", "Dr. Ingrid Sørensen asks to see your record.", "/records/access")]
    [InlineData("record-access-granted", "Dr. Ingrid Sørensen may see your record until", "/records/access")]
    [InlineData("record-access-refused", "Dr. Ingrid Sørensen may not see your record, or no longer.", "/records/access")]
    [InlineData("record-glass-broken", "Dr. Ingrid Sørensen opened your record in an emergency.", "/records/access")]
    public async Task The_owner_of_a_record_reads_who_and_is_led_to_where_they_decide(string kind, string says, string leadsTo)
    {
        using var web = new WebHost();
        var page = await NoticesOfAsync(web, web.World.Patients[1], Notice(web.World, kind, "owner"));
        Assert.Contains(says, page, StringComparison.Ordinal);
        Assert.Contains($"href=\"{leadsTo}?patientId={Owner}\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("record-access-granted", "requester", "You may see the record of", "/records/chart?patientId=")]
    [InlineData("record-access-refused", "requester", "You may not see the record of", "/records/requests")]
    [InlineData("record-glass-broken", "reviewer", "opened the record of", "/records/reviews")]
    [InlineData("record-review-overdue", "reviewer", "opened the record of", "/records/reviews")]
    public async Task Staff_read_whose_record_and_are_led_to_what_there_is_to_do(string kind, string toldAs, string says, string leadsTo)
    {
        using var web = new WebHost();
        var page = await NoticesOfAsync(web, web.World.Doctors[0], Notice(web.World, kind, toldAs));
        Assert.Contains($"{says} {web.World.Patients[1].DisplayName}", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"{leadsTo}", page, StringComparison.Ordinal);
    }

    private static Notice Notice(World world, string kind, string toldAs) => new()
    {
        Id = Guid.CreateVersion7().ToString(),
        Kind = kind,
        ToldAs = toldAs,
        MatterId = World.Id(6001),
        PatientId = Owner,
        ViewerId = World.Id(5),
        At = World.At(world.Today, 9),
        Zone = World.Zone,
        OpenUntil = kind is "record-access-granted" ? World.At(world.Today.PlusDays(7), 0) : null,
    };

    private static async Task<string> NoticesOfAsync(WebHost web, Users.Contracts.Person person, Notice notice)
    {
        web.World.Notices.Add(notice);
        web.World.SigningIn = person;
        using var browser = web.Browser();
        using var _ = await browser.GetAsync("/sign-in", TestContext.Current.CancellationToken);
        return WebUtility.HtmlDecode(await browser.GetStringAsync("/notices", TestContext.Current.CancellationToken));
    }
}
