using System.Net;
using PracticeAspire.Web.Tests.Neighbourhood;

namespace PracticeAspire.Web.Tests;

/// <summary>A record as those see it who treat the patient, who do not, and whose it is.</summary>
public sealed class RecordChartTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly string Patient = World.Id(301);
    private static readonly string Chart = $"/records/chart?patientId={World.Id(301)}";

    [Fact]
    public async Task Whoever_treats_a_patient_sees_what_matters_first()
    {
        using var web = new WebHost(new World().WithRecord());
        var page = await PageAsync(web, web.World.Doctors[0], Chart);
        foreach (var text in (string[])["born 1961-04-11 · 64 years", "Penicillin G", "anaphylaxis, hives", "Essential hypertension", "1 tablet in the morning", "128/78", "2 entries are not shown to you"])
            Assert.Contains(text, page, StringComparison.Ordinal);
        Assert.True(page.IndexOf("Allergies", StringComparison.Ordinal) < page.IndexOf("Timeline", StringComparison.Ordinal));
        Assert.Contains("<polyline", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"/records/note?patientId={Patient}\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_timeline_says_what_is_signed_amended_restricted_and_a_mistake()
    {
        using var web = new WebHost(new World().WithRecord());
        var page = await PageAsync(web, web.World.Doctors[0], Chart);
        foreach (var tag in (string[])["Not signed", "Signed", "Amended", "Marked as a mistake", "Restricted"])
            Assert.Matches($"<span class=\"tag[^\"]*\">(<svg.*?</svg>)?{tag}</span>", page);
        Assert.Contains("Tuesday 3 March 2026", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_allergies_are_said_to_be_recorded_only_when_none_are()
    {
        using var web = new WebHost();
        web.World.Records.Bases[(World.Id(1), Patient)] = "treating";
        Assert.Matches("Allergies</h2>\\s*<p>None recorded</p>", await PageAsync(web, web.World.Doctors[0], Chart));
    }

    [Fact]
    public async Task Filters_and_pages_are_links()
    {
        using var web = new WebHost(new World().WithRecord());
        using var doctor = await SignedIn(web, web.World.Doctors[0]);
        var all = await doctor.GetStringAsync(Chart, Stop);
        var vitals = Forms.Text(await doctor.GetStringAsync(Forms.Link(all, "Vitals <span>48"), Stop));
        Assert.DoesNotContain("<strong>Colonoscopy</strong>", vitals, StringComparison.Ordinal);
        Assert.Contains("Essential hypertension", vitals, StringComparison.Ordinal);

        Assert.DoesNotContain("<strong>Colonoscopy</strong>", all, StringComparison.Ordinal);
        Assert.Contains("<strong>Colonoscopy</strong>", await doctor.GetStringAsync(Forms.Link(all, "Older"), Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_does_not_treat_the_patient_is_told_why_it_is_closed_and_what_they_can_do()
    {
        using var web = new WebHost(new World().WithRecord());
        web.World.Records.Requests.Clear();
        var page = await PageAsync(web, web.World.Doctors[4], Chart);
        Assert.Contains("This record is closed to you", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"/records/ask?patientId={Patient}\"", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"/records/emergency?patientId={Patient}\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Penicillin", page, StringComparison.Ordinal);
        Assert.Equal(0, web.World.Calls.GetValueOrDefault("GetChart"));

        var keptOut = await PageAsync(web, web.World.Doctors[2], Chart);
        Assert.Contains("has decided to keep you out", keptOut, StringComparison.Ordinal);
        var desk = await PageAsync(web, web.World.Receptionist, Chart);
        Assert.DoesNotContain("/records/emergency", desk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_emergency_and_a_grant_say_until_when_on_every_page_of_the_record()
    {
        using var web = new WebHost(new World().WithRecord());
        using var doctor = await SignedIn(web, web.World.Doctors[0]);
        foreach (var (basis, words) in new[] { ("break-glass", "Emergency access until 10:34 EST"), ("grant", "Open to you until the end of Wed 11 Mar 2026") })
        {
            web.World.Records.Bases[(World.Id(1), Patient)] = basis;
            foreach (var path in (string[])[Chart, $"/records/entry?patientId={Patient}&entryId={World.Id(AFullRecord.Lipids)}", $"/records/trend?patientId={Patient}&entryId={World.Id(AFullRecord.Vitals)}&nth=0"])
                Assert.Contains(words, Forms.Text(await doctor.GetStringAsync(path, Stop)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_patient_reads_their_own_record_and_one_who_acts_for_them_sees_for_whom()
    {
        using var web = new WebHost(new World().WithRecord());
        using var patient = await SignedIn(web, web.World.Patients[1]);
        Assert.Contains("href=\"/records/chart\"", await patient.GetStringAsync("/my-appointments", Stop), StringComparison.Ordinal);
        var mine = Forms.Text(await patient.GetStringAsync("/records/chart", Stop));
        foreach (var text in (string[])["<h1>My record</h1>", "Penicillin G", "Who opened it", "Who may see it"])
            Assert.Contains(text, mine, StringComparison.Ordinal);
        Assert.DoesNotContain("/records/note", mine, StringComparison.Ordinal);
        Assert.DoesNotContain("Acting for", mine, StringComparison.Ordinal);

        web.World.Appoint(Patient, World.Id(302), scopes: ["appointments", "records"]);
        using var child = await SignedIn(web, web.World.Patients[2]);
        var theirs = Forms.Text(await child.GetStringAsync(Forms.Link(await child.GetStringAsync("/records/chart", Stop), "Marisol"), Stop));
        Assert.Contains($"Acting for <strong>{web.World.Patients[1].DisplayName}</strong>", theirs, StringComparison.Ordinal);
        Assert.Contains("Penicillin G", theirs, StringComparison.Ordinal);

        using var appointmentsOnly = await SignedIn(web, web.World.Patients[3]);
        web.World.Appoint(Patient, World.Id(303));
        Assert.Contains("You do not act for this person in matters of their medical record", await appointmentsOnly.GetStringAsync(Chart, Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await appointmentsOnly.GetAsync($"/records/ledger?patientId={Patient}", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await appointmentsOnly.GetAsync($"/records/access?patientId={Patient}", Stop)).StatusCode);
    }

    [Fact]
    public async Task A_measurement_over_time_is_a_drawing_and_a_table()
    {
        using var web = new WebHost(new World().WithRecord());
        using var doctor = await SignedIn(web, web.World.Doctors[0]);
        var entry = await doctor.GetStringAsync($"/records/entry?patientId={Patient}&entryId={World.Id(AFullRecord.Lipids)}", Stop);
        var trend = Forms.Text(await doctor.GetStringAsync(Forms.Link(entry, "Cholesterol [Mass"), Stop));
        foreach (var text in (string[])["usual <200", "trend__band", "212 mg/dL", "High", "the table below has the figures"])
            Assert.Contains(text, trend, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opening_a_chart_is_one_question_and_no_address_on_it_says_what_was_measured()
    {
        using var web = new WebHost(new World().WithRecord());
        foreach (var path in (string[])[Chart, $"{Chart}&kind=vitals", $"{Chart}&after=50"])
        {
            web.World.Calls.Clear();
            var page = await PageAsync(web, web.World.Doctors[0], path);
            Assert.Equal(1, web.World.Calls.GetValueOrDefault("GetChart"));
            Assert.Equal(0, web.World.Calls.GetValueOrDefault("ListEntries") + web.World.Calls.GetValueOrDefault("GetEntry") + web.World.Calls.GetValueOrDefault("GetTrend"));
            Assert.Contains($"/records/trend?patientId={Patient}&entryId={World.Id(AFullRecord.Vitals)}&nth=0", page, StringComparison.Ordinal);
            Assert.DoesNotMatch("(href|action)=\"[^\"]*(loinc|8480-6|29463-7)", page);
        }
    }

    [Fact]
    public async Task Asking_is_offered_to_whoever_may_and_has_not_asked_yet()
    {
        using var web = new WebHost(new World().WithRecord());
        web.World.Records.Requests.Clear();
        web.World.Records.Bases[(World.Id(1), Patient)] = "grant";
        Assert.Contains("Ask for what is restricted", await PageAsync(web, web.World.Doctors[0], Chart), StringComparison.Ordinal);

        web.World.Records.Ask(6010, World.Id(1), Patient, "asked");
        Assert.DoesNotContain("Ask for what is restricted", await PageAsync(web, web.World.Doctors[0], Chart), StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"Reason\"", await PageAsync(web, web.World.Doctors[0], $"/records/ask?patientId={Patient}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_is_not_as_it_was_written_is_not_shown_and_the_page_says_so()
    {
        using var web = new WebHost(new World().WithRecord());
        web.World.Records.Damaged = "This record is not as it was written, so nothing of it is shown.";
        Assert.Contains(web.World.Records.Damaged, await PageAsync(web, web.World.Doctors[0], Chart), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_service_being_down_costs_the_record_and_nothing_else()
    {
        using var web = new WebHost(new World().Busy().WithRecord());
        web.World.Down["records"] = true;
        using var doctor = await SignedIn(web, web.World.Doctors[0]);
        foreach (var path in (string[])[Chart, $"/records/note?patientId={Patient}", "/records/requests", $"/records/entry?patientId={Patient}&entryId={World.Id(AFullRecord.Lipids)}"])
            Assert.Contains("Medical records are not answering", await doctor.GetStringAsync(path, Stop), StringComparison.Ordinal);
        foreach (var path in (string[])[$"/people/{Patient}", $"/appointments/{World.Id(1001)}", "/board"])
            Assert.DoesNotContain("not answering", await doctor.GetStringAsync(path, Stop), StringComparison.Ordinal);
        Assert.Contains($"href=\"{Chart}\"", await doctor.GetStringAsync($"/people/{Patient}", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_shown_a_page_about_someone_who_does_not_exist()
    {
        using var web = new WebHost();
        using var doctor = await SignedIn(web, web.World.Doctors[0]);
        Assert.Equal(HttpStatusCode.NotFound, (await doctor.GetAsync($"/records/chart?patientId={Guid.CreateVersion7()}", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await doctor.GetAsync("/records/chart?patientId=x", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await doctor.GetAsync("/records/chart", Stop)).StatusCode);
    }

    private static async Task<string> PageAsync(WebHost web, Users.Contracts.Person person, string path)
    {
        using var browser = await SignedIn(web, person);
        return Forms.Text(await browser.GetStringAsync(path, Stop));
    }

    private static async Task<HttpClient> SignedIn(WebHost web, Users.Contracts.Person person)
    {
        web.World.SigningIn = person;
        var browser = web.Browser();
        using var _ = await browser.GetAsync("/sign-in", Stop);
        return browser;
    }
}
