using System.Net;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Tests.Neighbourhood;

namespace PracticeAspire.Web.Tests;

/// <summary>What is known of a patient and whom to call about them, at the desk.</summary>
public sealed class PatientTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly string Patient = World.Id(301);
    private static readonly string[] SomeFields = ["Input.GivenNames", "Input.Phones[1].Number", "Input.Address.PostalCode"];
    private static readonly string[] TypedFields = ["Input.Email", "Input.Phones[1].Number", "Input.Address.City"];

    [Fact]
    public async Task The_person_page_says_what_is_known_and_whom_to_call()
    {
        using var web = new WebHost();
        using var browser = await SignedIn(web);
        var page = Forms.Text(await browser.GetStringAsync($"/people/{Patient}", Stop));
        foreach (var text in (string[])["+1 555 0131 (mobile), +1 555 0199 x 4711 (work)", "Rear building, flat 27", "Widowed", "Emergency contact, Next of kin, Mother, Feeds the cat while she is away", "until 2019-12-31", "Not now"])
            Assert.Contains(text, page, StringComparison.Ordinal);
        Assert.Contains("Nobody to call yet", await browser.GetStringAsync($"/people/{World.Id(302)}", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_doctors_page_says_for_whom_and_where_they_work_besides()
    {
        using var web = new WebHost();
        using var browser = await SignedIn(web);
        var page = Forms.Text(await browser.GetStringAsync($"/people/{World.Id(2)}", Stop));
        foreach (var text in (string[])["LAHEY HOSPITAL & MEDICAL CENTER", "General practice physician, Paediatrics", "Ward 3, 41 & 45 MALL ROAD", "from 2019-05-01", "until 2019-04-30", "Not now"])
            Assert.Contains(text, page, StringComparison.Ordinal);
        Assert.DoesNotContain("Works for", await browser.GetStringAsync($"/people/{World.Id(3)}", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_corrected_is_saved_with_all_its_parts()
    {
        using var web = new WebHost();
        using var browser = await SignedIn(web);
        var form = await browser.GetStringAsync($"/people/{Patient}/edit", Stop);
        Assert.Equal(["Marisol Aurelia", "+1 555 0199 x 4711", "01887"], SomeFields.Select(name => Forms.Values(form, name).Single()));

        var saved = Forms.Text(await (await browser.Press(form, $"/people/{Patient}/edit",
            ("Input.GivenNames", "Mari"), ("Input.FamilyName", "Ávila"), ("Input.BirthDate", "1961-04-11"), ("Input.Gender", "other"), ("Input.MaritalStatus", "M"),
            ("Input.Phones[0].Number", "555 1"), ("Input.Phones[0].Use", "home"), ("Input.Phones[1].Number", ""), ("Input.Phones[1].Use", ""),
            ("Input.Address.Lines", "1 Main Street\r\nRear"), ("Input.Address.City", "Boston"), ("Input.Died", "true"), ("Input.DiedOn", "2026-01-02"))).Content.ReadAsStringAsync(Stop));

        Assert.Contains("<strong>Saved</strong>", saved, StringComparison.Ordinal);
        var known = web.World.Details[Patient];
        Assert.Equal(("Mari", "Ávila", "1961-04-11", "other", "M", true, "2026-01-02", 2L), (known.GivenNames, known.FamilyName, known.BirthDate, known.AdministrativeGender, known.MaritalStatus, known.Died, known.DiedOn, known.Version));
        Assert.Equal(["1 Main Street", "Rear"], known.Address.Lines);
        Assert.Equal(("555 1", "home"), (known.Phones[0].Number, known.Phones[0].Use));
    }

    [Fact]
    public async Task What_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost()
    {
        using var web = new WebHost();
        using var browser = await SignedIn(web);
        var form = await browser.GetStringAsync($"/people/{Patient}/edit", Stop);
        var answer = await (await browser.Press(form, $"/people/{Patient}/edit",
            ("Input.GivenNames", "Mari"), ("Input.FamilyName", "Ávila"), ("Input.Email", "mari at home"), ("Input.Phones[0].Number", "555 1"), ("Input.Phones[1].Number", "call me"), ("Input.Address.City", "Boston"))).Content.ReadAsStringAsync(Stop);
        Assert.Contains("Nothing was saved yet. 2 fields need another look.", answer, StringComparison.Ordinal);
        Assert.Contains("id=\"wrong-phones.1\"", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"wrong-phones.0\"", answer, StringComparison.Ordinal);
        Assert.Contains("aria-describedby=\"wrong-email\"", answer, StringComparison.Ordinal);
        Assert.Equal(["mari at home", "call me", "Boston"], TypedFields.Select(name => Forms.Text(Forms.Values(answer, name).Single())));
        Assert.Equal(1, web.World.Details[Patient].Version);
    }

    [Fact]
    public async Task Who_was_slower_sees_both_versions_and_can_have_it_their_way()
    {
        using var web = new WebHost();
        using var browser = await SignedIn(web);
        var form = await browser.GetStringAsync($"/people/{Patient}/edit", Stop);
        var faster = web.World.Details[Patient].Clone();
        (faster.Version, faster.Email) = (5, "faster@example.org");
        web.World.Details[Patient] = faster;

        (string, string)[] typed = [("Input.GivenNames", faster.GivenNames), ("Input.FamilyName", faster.FamilyName), ("Input.Email", "slower@example.org")];
        var asked = Forms.Text(await (await browser.Press(form, $"/people/{Patient}/edit", typed)).Content.ReadAsStringAsync(Stop));
        Assert.Contains("It changed meanwhile, and nothing of yours was saved", asked, StringComparison.Ordinal);
        Assert.Matches("E-mail</th><td[^>]*>slower@example.org</td><td>faster@example.org", asked);
        Assert.DoesNotContain("Given names</th>", asked, StringComparison.Ordinal);
        Assert.Equal("faster@example.org", web.World.Details[Patient].Email);

        await browser.Press(asked, $"/people/{Patient}/edit", typed);
        Assert.Equal(("slower@example.org", 6L), (web.World.Details[Patient].Email, web.World.Details[Patient].Version));
    }

    [Fact]
    public async Task A_contact_is_added_changed_and_removed()
    {
        using var web = new WebHost();
        using var browser = await SignedIn(web);
        var path = $"/people/{World.Id(302)}/contacts/new";
        var added = Forms.Text(await (await browser.Press(await browser.GetStringAsync(path, Stop), path,
            ("Input.GivenNames", "Ana"), ("Input.FamilyName", "Smith"), ("Input.Kinds", "C"), ("Input.Kinds", "GUARD"), ("Input.Relation", "FTH"), ("Input.OtherWords", "Drives her; friend"), ("Input.Phones[0].Number", "555 1"))).Content.ReadAsStringAsync(Stop));
        Assert.Contains("Contact saved", added, StringComparison.Ordinal);
        var ana = web.World.Contacts.Values.Single(c => c.GivenNames == "Ana");
        Assert.Equal((World.Id(302), "C GUARD FTH Drives her FRND"), (ana.PatientId, string.Join(' ', ana.Relationships)));

        path = $"/people/{World.Id(302)}/contacts/{ana.Id}";
        var form = await browser.GetStringAsync(path, Stop);
        Assert.Equal("Drives her; Friend", Forms.Values(form, "Input.OtherWords").Single());
        await browser.Press(form, $"/contacts/{ana.Id}", ("Input.GivenNames", "Anna"), ("Input.FamilyName", "Smith"), ("Input.Kinds", "C"));
        Assert.Equal(("Anna", 2L), (web.World.Contacts[ana.Id].GivenNames, web.World.Contacts[ana.Id].Version));

        var stale = Forms.Text(await (await browser.Press(form, "handler=Remove")).Content.ReadAsStringAsync(Stop));
        Assert.Contains("It changed meanwhile, and nothing was removed", stale, StringComparison.Ordinal);
        var removed = await (await browser.Press(stale, "handler=Remove")).Content.ReadAsStringAsync(Stop);
        Assert.Contains("Contact removed", removed, StringComparison.Ordinal);
        Assert.False(web.World.Contacts.ContainsKey(ana.Id));
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(path, Stop)).StatusCode);
    }

    [Fact]
    public async Task Who_was_slower_with_a_contact_sees_both_versions()
    {
        using var web = new WebHost();
        using var browser = await SignedIn(web);
        var path = $"/people/{Patient}/contacts/{World.Id(702)}";
        var form = await browser.GetStringAsync(path, Stop);
        var faster = web.World.Contacts[World.Id(702)].Clone();
        (faster.Version, faster.Until) = (4, "2030-12-31");
        web.World.Contacts[World.Id(702)] = faster;
        var asked = Forms.Text(await (await browser.Press(form, "/contacts/", ("Input.GivenNames", "Bo"), ("Input.FamilyName", "Li"), ("Input.Kinds", "GUARD"), ("Input.From", "2009-01-01"), ("Input.Until", "2027-01-01"))).Content.ReadAsStringAsync(Stop));
        Assert.Matches("Until</th><td[^>]*>2027-01-01</td><td>2030-12-31", asked);
    }

    [Fact]
    public async Task Who_may_not_correct_is_not_offered_it()
    {
        using var web = new WebHost();
        web.World.SigningIn = new Person { Id = World.Id(450), DisplayName = "Bill", Roles = { "biller" } };
        using var browser = await SignedIn(web);
        var page = await browser.GetStringAsync($"/people/{Patient}", Stop);
        Assert.Contains("Widowed", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/edit\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/contacts/", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_is_reported_kind_by_kind()
    {
        using var web = new WebHost();
        web.World.SigningIn = web.World.Administrator;
        using var browser = await SignedIn(web);
        var page = await browser.GetStringAsync("/administration/import", Stop);
        using var form = new MultipartFormDataContent { { new StringContent(Forms.Values(page, "__RequestVerificationToken")[^1]), "__RequestVerificationToken" }, { new StringContent("{}"), "files", "network.json" } };
        var report = Forms.Text(await (await browser.PostAsync("/administration/import", form, Stop)).Content.ReadAsStringAsync(Stop));
        Assert.Matches("Contacts</th><td class=\"right\">1</td><td class=\"right\">0</td>", report);
        Assert.Matches("Patients</th><td class=\"right\">0</td><td class=\"right\">0</td><td class=\"right\">0</td><td class=\"right\">1</td>", report);

        Assert.Matches("Problems</th><td class=\"right\">4</td>.*It refers to another patient", report.ReplaceLineEndings(" "));
        Assert.Contains("No part of a record here: 12 Claim.", report, StringComparison.Ordinal);
        Assert.Equal(2, web.World.Records.ImportedBytes["network.json"]);
    }

    [Fact]
    public async Task Records_that_do_not_answer_cost_the_clinical_part_of_an_import_and_not_the_people()
    {
        using var web = new WebHost();
        web.World.SigningIn = web.World.Administrator;
        web.World.Down["records"] = true;
        using var browser = await SignedIn(web);
        var page = await browser.GetStringAsync("/administration/import", Stop);
        using var form = new MultipartFormDataContent { { new StringContent(Forms.Values(page, "__RequestVerificationToken")[^1]), "__RequestVerificationToken" }, { new StringContent("{}"), "files", "network.json" } };
        var report = Forms.Text(await (await browser.PostAsync("/administration/import", form, Stop)).Content.ReadAsStringAsync(Stop));
        Assert.Contains("Contacts</th>", report, StringComparison.Ordinal);
        Assert.Contains("Medical records are not answering", report, StringComparison.Ordinal);
        Assert.Contains("The people above are imported", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_known_is_downloaded_by_the_desk_and_by_the_patient_themself_and_by_nobody_else()
    {
        using var web = new WebHost();
        using var desk = await SignedIn(web);
        var page = await desk.GetStringAsync($"/people/{Patient}", Stop);
        using (var file = await desk.Press(page, $"/people/{Patient}/export"))
        {
            Assert.Equal("{ \"resourceType\": \"Bundle\" }", await file.Content.ReadAsStringAsync(Stop));
            Assert.Equal(("application/fhir+json", "person-2026-03-03.json"), (file.Content.Headers.ContentType!.MediaType, file.Content.Headers.ContentDisposition!.FileName));
        }

        web.World.SigningIn = web.World.Patients[1];
        using var patient = await SignedIn(web);
        var mine = await patient.GetStringAsync("/my-appointments", Stop);
        var own = await patient.GetStringAsync(Forms.Link(mine, "My data"), Stop);
        Assert.Contains("What the practice knows of you", own, StringComparison.Ordinal);
        Assert.Contains("Bundle", await (await patient.Press(own, "/export")).Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);

        var somebodyElses = own.Replace(Patient, World.Id(302), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await patient.Press(somebodyElses, "/export")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await patient.GetAsync($"/people/{World.Id(302)}/export", Stop)).StatusCode);
    }

    private static async Task<HttpClient> SignedIn(WebHost web)
    {
        var browser = web.Browser();
        await browser.GetAsync("/sign-in", Stop);
        return browser;
    }
}
