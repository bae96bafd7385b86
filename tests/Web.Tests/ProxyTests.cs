using System.Net;
using PracticeAspire.Web.Tests.Neighbourhood;

namespace PracticeAspire.Web.Tests;

public sealed class ProxyTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly string Child = World.Id(301);
    private static readonly string Parent = World.Id(302);

    [Fact]
    public async Task The_desk_appoints_someone_and_ends_it()
    {
        using var web = new WebHost();
        using var desk = await SignedIn(web, web.World.Receptionist);
        var search = await desk.GetStringAsync($"/people/{Child}/appoint-proxy", Stop);
        var found = await Read(await desk.Press(search, "handler=Search", ("text", "smith")));
        Assert.Contains($"/people/{Child}/appoint-proxy?who={Parent}", found, StringComparison.Ordinal);

        var form = await desk.GetStringAsync($"/people/{Child}/appoint-proxy?who={Parent}", Stop);
        var refused = await Read(await desk.Press(form, "appoint-proxy", ("Relationship", "GUARD"), ("Scopes", "appointments"), ("EndsOn", "2001-01-01")));
        Assert.Contains("is over. Choose a later one", refused, StringComparison.Ordinal);
        var done = await Read(await desk.Press(form, "appoint-proxy", ("Relationship", "GUARD"), ("Scopes", "appointments"), ("EndsOn", "2031-05-04")));
        Assert.Contains("<strong>Appointed</strong>", done, StringComparison.Ordinal);
        Assert.Contains("legal guardian, sees to appointments until 2031-05-04", done, StringComparison.Ordinal);

        Assert.Contains("<strong>Ended</strong>", await Read(await desk.Press(done, "handler=EndProxy")), StringComparison.Ordinal);
        Assert.Empty(web.World.Proxies);
    }

    [Fact]
    public async Task Whoever_acts_for_someone_sees_so_on_every_page_about_them_and_on_none_of_their_own()
    {
        using var web = new WebHost();
        web.World.Appoint(Child, Parent);
        using var parent = await SignedIn(web, web.World.Everyone.Single(p => p.Id == Parent));
        var name = web.World.Everyone.Single(p => p.Id == Child).DisplayName;

        var mine = await Read(await parent.GetAsync("/my-appointments", Stop));
        Assert.DoesNotContain("Acting for", mine, StringComparison.Ordinal);
        Assert.Contains($"href=\"/my-appointments?patient={Child}\"", mine, StringComparison.Ordinal);

        var theirs = await Read(await parent.GetAsync($"/my-appointments?patient={Child}", Stop));
        Assert.Contains($"Acting for <strong>{name}</strong>", theirs, StringComparison.Ordinal);
        var times = await Read(await parent.GetAsync($"/book?patient={Child}", Stop));
        Assert.Contains($"Acting for <strong>{name}</strong>", times, StringComparison.Ordinal);
        var held = await parent.Press(times, "handler=Hold", ("slot", Forms.Values(times, "slot")[0]));
        var confirm = await Read(held);
        Assert.Contains($"Acting for <strong>{name}</strong>", confirm, StringComparison.Ordinal);
        var booked = await Read(await parent.Press(confirm, "/book/confirm?id"));
        Assert.Contains($"Acting for <strong>{name}</strong>", booked, StringComparison.Ordinal);
        Assert.Equal(Child, Assert.Single(web.World.Appointments.Values).PatientId);
    }

    [Fact]
    public async Task Whoever_acts_for_nobody_is_offered_no_time_for_someone_else_and_none_of_their_own_by_mistake()
    {
        using var web = new WebHost();
        using var stranger = await SignedIn(web, web.World.Everyone.Single(p => p.Id == Parent));
        var times = await Read(await stranger.GetAsync($"/book?patient={Guid.CreateVersion7()}", Stop));
        Assert.Contains("You do not act for this person", times, StringComparison.Ordinal);
        Assert.Empty(Forms.Values(times, "slot"));
    }

    [Fact]
    public async Task A_profile_shows_who_acts_for_whom_and_ends_it()
    {
        using var web = new WebHost();
        web.World.Appoint(Child, Parent);
        using var child = await SignedIn(web, web.World.Everyone.Single(p => p.Id == Child));
        var profile = await Read(await child.GetAsync("/profile", Stop));
        Assert.Contains(web.World.Everyone.Single(p => p.Id == Parent).DisplayName, profile, StringComparison.Ordinal);
        Assert.Contains("Nobody but you.", await Read(await child.Press(profile, "handler=EndProxy")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Someone_is_appointed_for_the_record_too_and_finds_it_from_their_profile()
    {
        using var web = new WebHost();
        using var desk = await SignedIn(web, web.World.Receptionist);
        var form = await desk.GetStringAsync($"/people/{Child}/appoint-proxy?who={Parent}", Stop);
        Assert.Contains("Say what for", await Read(await desk.Press(form, "appoint-proxy", ("Relationship", "GUARD"))), StringComparison.Ordinal);
        var done = await Read(await desk.Press(form, "appoint-proxy", ("Relationship", "GUARD"), ("Scopes", "appointments"), ("Scopes", "records")));
        Assert.Contains("sees to appointments and the medical record until it is ended", done, StringComparison.Ordinal);

        using var parent = await SignedIn(web, web.World.Everyone.Single(p => p.Id == Parent));
        var profile = await Read(await parent.GetAsync("/profile", Stop));
        Assert.Contains($"href=\"/records/chart?patientId={Child}\"", profile, StringComparison.Ordinal);
        Assert.Contains($"href=\"/my-appointments?patient={Child}\"", profile, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_is_invited_to_sign_in()
    {
        using var web = new WebHost();
        using var desk = await SignedIn(web, web.World.Receptionist);
        var form = await desk.GetStringAsync($"/people/{Child}/give-sign-in", Stop);
        Assert.DoesNotContain("First password", form, StringComparison.Ordinal);
        Assert.Contains("That is not an e-mail address", await Read(await desk.Press(form, "handler=Invite", ("Email", "nobody"))), StringComparison.Ordinal);
        Assert.Contains("<strong>Invited</strong>", await Read(await desk.Press(form, "handler=Invite", ("Email", "lou@example.org"))), StringComparison.Ordinal);
        Assert.Equal("lou@example.org", web.World.Invited[Child]);
    }

    private static async Task<HttpClient> SignedIn(WebHost web, Users.Contracts.Person person)
    {
        web.World.SigningIn = person;
        var browser = web.Browser();
        using var _ = await browser.GetAsync("/sign-in", Stop);
        return browser;
    }

    private static async Task<string> Read(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return Forms.Text(await answer.Content.ReadAsStringAsync(Stop));
    }
}
