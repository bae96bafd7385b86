using System.Net;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Tests.Neighbourhood;

namespace PracticeAspire.Web.Tests;

/// <summary>Asking for a record, opening it in an emergency, and what its owner and the privacy officer make of that.</summary>
public sealed class RecordAccessTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly string Patient = World.Id(301);

    [Fact]
    public async Task Someone_asks_and_sees_that_it_waits()
    {
        using var web = new WebHost();
        using var desk = await SignedIn(web, web.World.Receptionist);
        var form = await desk.GetStringAsync($"/records/ask?patientId={Patient}", Stop);
        var refused = await Read(await desk.Press(form, "/records/ask", ("Reason", "letters"), ("Until", "7")));
        Assert.Contains("Say why in 15 characters or more", refused, StringComparison.Ordinal);
        Assert.Contains(">letters</textarea>", refused, StringComparison.Ordinal);
        Assert.Contains("Choose the last day", await Read(await desk.Press(form, "/records/ask", ("Reason", "The insurer asks for letters"), ("Until", "day"))), StringComparison.Ordinal);

        var asked = await Read(await desk.Press(form, "/records/ask", ("Reason", "The insurer asks for letters"), ("Until", "7"), ("RestrictedToo", "true")));
        Assert.Contains("Waiting for an answer", asked, StringComparison.Ordinal);
        var request = Assert.Single(web.World.Records.Requests.Values);
        Assert.Equal((World.At(web.World.Today.PlusDays(8), 0), true), (request.WantedUntil, request.RestrictedToo));
        Assert.Contains("has not answered yet", await Read(await desk.GetAsync($"/records/chart?patientId={Patient}", Stop)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_open_can_be_given_back()
    {
        using var web = new WebHost(new World().WithRecord());
        using var doctor = await SignedIn(web, web.World.Doctors[3]);
        var page = await Read(await doctor.GetAsync("/records/requests", Stop));
        Assert.Contains("Open to you now", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Open to you now", await Read(await doctor.Press(page, "handler=End")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_owner_lets_someone_in_until_a_day_or_not_at_all()
    {
        using var web = new WebHost(new World().WithRecord());
        using var owner = await SignedIn(web, web.World.Patients[1]);
        var page = await Read(await owner.GetAsync("/records/access", Stop));
        Assert.Contains("<strong>Rae Desk</strong> asks to see it until Tuesday 10 March 2026", page, StringComparison.Ordinal);
        var tooFar = await Read(await owner.Press(page, "handler=Approve", ("lastDay", "2029-01-01")));
        Assert.Contains("for a year at most", tooFar, StringComparison.Ordinal);
        Assert.Contains("value=\"2029-01-01\"", tooFar, StringComparison.Ordinal);

        var given = await Read(await owner.Press(page, "handler=Approve", ("lastDay", "2026-03-05")));
        Assert.Contains("<strong>Access given</strong>", given, StringComparison.Ordinal);
        var request = web.World.Records.Requests[World.Id(6001)];
        Assert.Equal(("approved", World.At(web.World.Today.PlusDays(3), 0), false), (request.Status, request.EndsAt, request.RestrictedToo));
        Assert.Contains("decided already", await Read(await owner.Press(page, "handler=Deny")), StringComparison.Ordinal);
        await owner.Press(given, "handler=End");
        Assert.Contains(web.World.Records.Requests.Values, r => r.Status == "ended");
    }

    [Fact]
    public async Task The_owner_keeps_someone_out_and_lets_them_in_again()
    {
        using var web = new WebHost(new World().WithRecord());
        using var owner = await SignedIn(web, web.World.Patients[1]);
        var page = await Read(await owner.GetAsync("/records/access", Stop));
        var kept = await Read(await owner.Press(page, "handler=KeepOut", ("person", World.Id(5))));
        Assert.Contains("Let in again<span class=\"visually-hidden\">: Dr. Ingrid Sørensen", kept, StringComparison.Ordinal);
        Assert.DoesNotContain($"<option value=\"{World.Id(5)}\"", kept, StringComparison.Ordinal);
        await owner.Press(kept, "handler=LetIn");
        Assert.Single(web.World.Records.KeptOut);
    }

    [Fact]
    public async Task The_owner_can_keep_out_anyone_who_works_here_and_reads_what_they_work_as()
    {
        using var web = new WebHost(new World().WithRecord());
        using var owner = await SignedIn(web, web.World.Patients[1]);
        var page = await Read(await owner.GetAsync("/records/access", Stop));
        Assert.Contains($"<option value=\"{World.Id(401)}\">Rae Desk (receptionist)</option>", page, StringComparison.Ordinal);

        var kept = await Read(await owner.Press(page, "handler=KeepOut", ("person", World.Id(401))));

        Assert.Contains("<strong>Rae Desk (receptionist)</strong>", kept, StringComparison.Ordinal);
        Assert.DoesNotContain($"<option value=\"{World.Id(401)}\"", kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_users_is_down_nobody_can_be_chosen_and_the_page_stands()
    {
        var world = new World().WithRecord();
        using var web = new WebHost(world);
        using var owner = await SignedIn(web, web.World.Patients[1]);
        await owner.GetAsync("/records/access", Stop);
        world.Down["users"] = true;

        var page = await Read(await owner.GetAsync("/records/access", Stop));

        Assert.Contains("Waiting for your answer", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Keep someone out", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_emergency_asks_for_proof_says_what_it_does_and_opens_the_record()
    {
        var time = new HandSetTime();
        using var web = new WebHost(time: time);
        using var doctor = await SignedIn(web, web.World.Doctors[0]);
        web.World.AskedOfProvider.Clear();
        time.Pass(TimeSpan.FromMinutes(6));
        var form = await doctor.GetStringAsync($"/records/emergency?patientId={Patient}", Stop);
        Assert.Equal("150", Assert.Single(web.World.AskedOfProvider)["max_age"].ToString());
        Assert.Contains("the privacy officer are told at once", form, StringComparison.Ordinal);

        web.World.WantsFreshProof = true;
        var refused = await Read(await doctor.Press(form, "/records/emergency", ("Code", "unconscious"), ("Reason", "Found in the waiting room")));
        Assert.Contains("Prove who you are in a new tab", refused, StringComparison.Ordinal);
        Assert.Contains(">Found in the waiting room</textarea>", refused, StringComparison.Ordinal);
        await doctor.GetAsync("/prove", Stop);
        var open = await Read(await doctor.Press(refused, "/records/emergency", ("Code", "unconscious"), ("Reason", "Found in the waiting room")));
        Assert.Contains("Emergency access until", open, StringComparison.Ordinal);
        Assert.Equal("unconscious", Assert.Single(web.World.Records.GlassBreaks.Values).Code);
    }

    [Fact]
    public async Task The_ledger_says_in_plain_words_who_opened_the_record()
    {
        using var web = new WebHost(new World().WithRecord());
        using var owner = await SignedIn(web, web.World.Patients[1]);
        var page = await Read(await owner.GetAsync("/records/ledger", Stop));
        foreach (var text in (string[])["Dr. Ana Ruiz read the record: the summary, vitals", "who treats you", "Dr. Ana Ruiz wrote into the record (note)", "You read the record", "someone at the practice tried to open the record and was not let in", "Rae Desk (receptionist) asked to see the record", ">Refused<", ">Emergency<", "cannot be asked"])
            Assert.Contains(text, page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("You let Dr. Li Wei see the record", await Read(await owner.GetAsync(Forms.Link(page, "Earlier"), Stop)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_owner_downloads_the_proof_as_a_file_or_reads_why_there_is_none()
    {
        using var web = new WebHost(new World().WithRecord());
        using var owner = await SignedIn(web, web.World.Patients[1]);
        var page = await owner.GetStringAsync("/records/ledger", Stop);
        using var file = await owner.Press(page, "handler=Proof");
        Assert.Equal(("application/x-ndjson", "attachment"), (file.Content.Headers.ContentType?.MediaType, file.Content.Headers.ContentDisposition?.DispositionType));
        Assert.Matches("^\"?who-opened-the-record-2026-03-[0-9]{2}[.]jsonl\"?$", file.Content.Headers.ContentDisposition?.FileName);
        Assert.EndsWith("{\"list\":\"…\"}\n", await file.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);

        web.World.Records.LedgerIsDamaged = true;
        using var refused = await owner.Press(page, "handler=Proof");
        var said = await Read(refused);
        Assert.Contains("so there is no proof of it", said, StringComparison.Ordinal);
        Assert.Contains("Dr. Ana Ruiz read the record", said, StringComparison.OrdinalIgnoreCase);
        Assert.Null(refused.Content.Headers.ContentDisposition);
    }

    [Fact]
    public async Task The_privacy_officer_looks_into_what_was_opened_in_an_emergency()
    {
        using var web = new WebHost(new World().WithRecord());
        using var officer = await SignedIn(web, web.World.Administrator);
        var page = await Read(await officer.GetAsync("/records/reviews", Stop));
        Assert.Contains("href=\"/records/reviews\"", page, StringComparison.Ordinal);
        Assert.Contains("Overdue</span>", page, StringComparison.Ordinal);
        Assert.True(page.IndexOf("Wolfeschlegelsteinhausen", StringComparison.Ordinal) < page.IndexOf("Dr. Ana Ruiz", StringComparison.Ordinal), "The oldest comes first.");

        var refused = await Read(await officer.Press(page, "/records/reviews", ("Justified", "true"), ("Comment", "")));
        Assert.Contains("Say what you found", refused, StringComparison.Ordinal);
        var done = await Read(await officer.Press(page, "/records/reviews", ("Justified", "false"), ("Comment", "No such report")));
        Assert.Contains("Looked into", done, StringComparison.Ordinal);
        Assert.Equal((false, "No such report"), (web.World.Records.GlassBreaks[World.Id(6101)].Justified, web.World.Records.GlassBreaks[World.Id(6101)].Review));
    }

    [Fact]
    public async Task The_desk_and_patients_have_no_emergency_and_the_desk_no_ledger()
    {
        using var web = new WebHost(new World().WithRecord());
        using var desk = await SignedIn(web, web.World.Receptionist);
        foreach (var path in (string[])["/records/emergency", "/records/ledger", "/records/access", "/records/note", "/records/reviews"])
            Assert.Equal(HttpStatusCode.Forbidden, (await desk.GetAsync($"{path}?patientId={Patient}", Stop)).StatusCode);
    }

    private static async Task<HttpClient> SignedIn(WebHost web, Person person)
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
