using System.Net.Http.Json;
using System.Text.Json;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace PracticeAspire.EndToEnd;

/// <summary>One appointment all the way through, by the people whose day it is, each in a browser of their own.</summary>
[Collection(RunningPractice.OneAtATime)]
public sealed class FlowTests(RunningPractice practice)
{
    [Fact]
    public async Task A_patient_from_a_bundle_signs_in_and_books_and_everyone_who_should_know_knows()
    {
        var (name, email) = ($"Rosalind{Random.Shared.Next(1000, 9999)} Achterberg", $"rosalind-{Guid.NewGuid():N}@example.com");

        // The administrator imports her and gives her a sign-in.
        var admin = await practice.Visitors.SignInAsDemoAsync("admin");
        await ImportAsync(admin, name);
        await InviteAsync(admin, name, email);

        // She books with scripts off: the first free time of the demo doctor.
        var invitation = await MailToAsync(email, "Your sign-in");
        var link = invitation.GetProperty("text").GetString()!.Split('\n').Single(line => line.Contains("/account/link", StringComparison.Ordinal)).Trim();
        var patient = await practice.Visitors.JoinAsync(link, scripts: false);
        await Eventually.Is(() => ChooseATimeAsync(patient), chosen => chosen, "a time to be kept for her; appointments may not have heard of her yet");
        await patient.ClickAsync("text=Book this time");
        await patient.WaitForURLAsync("**/appointments/*");
        var appointment = new Uri(patient.Url).Segments[^1];

        await patient.GotoAsync("/my-appointments");
        Assert.Equal(1, await patient.Locator($"a[href='/appointments/{appointment}']").CountAsync());

        // Mail with a calendar entry, and a notice.
        var mail = await MailToAsync(email, "Appointment");
        Assert.DoesNotContain(name, mail.GetProperty("subject").GetString(), StringComparison.Ordinal);
        Assert.Contains(mail.GetProperty("attachments").EnumerateArray(), a => a.GetProperty("contentType").GetString()!.StartsWith("text/calendar", StringComparison.Ordinal)
            || a.GetProperty("contentType").GetString()!.StartsWith("application/ics", StringComparison.Ordinal));
        await SeesAsync(patient, "/notices", $"a[href*='{appointment}']");

        // Whoever it is with has it in their week, and the report has counted it.
        var staff = await practice.Visitors.SignInAsDemoAsync("reception");
        var (day, location) = await WhereAndWhenAsync(staff, appointment);
        await SeesAsync(staff, $"/board?location={location}&day={day}", $".visit[href='/appointments/{appointment}']");
        await SeesAsync(staff, $"/reports/day-sheet?day={day}", $"a[href='/appointments/{appointment}']");
    }

    [Fact]
    public async Task The_bell_rings_in_an_open_page_without_reloading()
    {
        var doctor = await practice.Visitors.SignInAsDemoAsync("doctor");
        await doctor.GotoAsync("/calendar/week");
        var bell = doctor.Locator("[data-bell-count][data-heard]");
        await bell.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        var before = await bell.TextContentAsync() ?? "";

        var book = await Booker.AsAsync(practice, "reception");
        await book.BookAsync(await book.NextWithDemoDoctorAsync(doctorNamed: "Ruiz"));
        await Assertions.Expect(bell).Not.ToHaveTextAsync(before, new() { Timeout = 60_000 });
        await Assertions.Expect(bell).ToBeVisibleAsync(new() { Timeout = 60_000 });
    }

    [Fact]
    public async Task An_open_board_shows_a_new_booking_by_itself()
    {
        var book = await Booker.AsAsync(practice, "reception");
        var wish = await book.NextWithDemoDoctorAsync();
        var board = await practice.Visitors.SignInAsDemoAsync("nurse");
        await board.GotoAsync($"/board?location={wish.LocationId}&day={Booker.LocalDay(wish)}");
        await board.Locator("[data-live][data-heard]").WaitForAsync(new() { State = WaitForSelectorState.Attached });

        await book.BookAsync(wish);
        await Assertions.Expect(board.Locator($".visit[href='/appointments/{wish.Id}']")).ToBeVisibleAsync(new() { Timeout = 60_000 });
    }

    [Fact]
    public async Task A_patient_does_not_find_another_patients_appointment()
    {
        var book = await Booker.AsAsync(practice, "reception");
        var wish = await book.NextWithDemoDoctorAsync(patient: await book.SomeoneElseAsync());
        await book.BookAsync(wish);

        var patient = await practice.Visitors.SignInAsDemoAsync("patient");
        var reply = await patient.GotoAsync($"/appointments/{wish.Id}");
        Assert.Equal(404, reply!.Status);
    }

    [Theory]
    [InlineData("reception", "/board")]
    [InlineData("doctor", "/calendar/week")]
    [InlineData("patient", "/my-appointments")]
    [InlineData("patient", "/book")]
    [InlineData("admin", "/reports/utilisation")]
    [InlineData("admin", "/administration/import")]
    public async Task Pages_are_accessible_with_real_data(string account, string path)
    {
        var page = await practice.Visitors.SignInAsDemoAsync(account);
        var reply = await page.GotoAsync(path);
        Assert.Equal(200, reply!.Status);
        var findings = await page.RunAxe();
        Assert.Empty(findings.Violations.Select(v => $"{v.Id}: {v.Help} {string.Join("; ", v.Nodes.Take(3).Select(n => n.Html))}"));
    }

    // Days ahead, so that no minute passes between seeing a time and choosing it.
    private static async Task<bool> ChooseATimeAsync(IPage patient)
    {
        await patient.GotoAsync($"/book?day={DateTime.UtcNow.AddDays(3):yyyy-MM-dd}");
        await patient.SelectOptionAsync("#practitioner", new SelectOptionValue { Index = 1 });
        await patient.ClickAsync("text=Show times");
        await patient.Locator("button.slot").First.ClickAsync();
        var book = patient.GetByText("Book this time");
        await book.Or(patient.Locator("main [role=alert]")).First.WaitForAsync();
        return await book.IsVisibleAsync();
    }

    private static async Task ImportAsync(IPage admin, string name)
    {
        var parts = name.Split(' ');
        await admin.GotoAsync("/administration/import");
        await admin.SetInputFilesAsync("input[name=files]", new FilePayload { Name = "rosalind.json", MimeType = "application/fhir+json", Buffer = Bundles.WithPatient(parts[0], parts[1]) });
        await admin.ClickAsync("form[enctype] button.button--main");
        await Assertions.Expect(admin.Locator("#report")).ToContainTextAsync("rosalind.json", new() { Timeout = 60_000 });
    }

    private static async Task InviteAsync(IPage admin, string name, string email)
    {
        await admin.GotoAsync("/people");
        await admin.FillAsync("#quick-search", name);
        await admin.PressAsync("#quick-search", "Enter");
        await admin.ClickAsync($"main a:has-text('{name}')");
        await admin.ClickAsync("text=Invite to sign in");
        await admin.FillAsync("#email", email);
        await admin.ClickAsync("text=Send the invitation");
        await admin.WaitForSelectorAsync("text=A mail with a link is on its way");
    }

    private async Task<JsonElement> MailToAsync(string email, string subject)
    {
        using var mailbox = new HttpClient { BaseAddress = practice.Mailbox };
        return await Eventually.Is(
            async () => (await mailbox.GetFromJsonAsync<List<JsonElement>>("/api/email"))!
                .Find(m => m.GetProperty("to").EnumerateArray().Any(to => to.GetProperty("address").GetString() == email)
                    && m.GetProperty("subject").GetString()!.StartsWith(subject, StringComparison.Ordinal)),
            mail => mail.ValueKind == JsonValueKind.Object, $"the mail '{subject}' for the patient");
    }

    /// <summary>Opens the page again and again until what news must bring is on it.</summary>
    private static Task SeesAsync(IPage page, string path, string selector) => Eventually.Is(
        async () =>
        {
            await page.GotoAsync(path);
            return await page.Locator(selector).CountAsync();
        },
        count => count > 0, $"{selector} on {path}");

    private async Task<(string Day, string Location)> WhereAndWhenAsync(IPage staff, string appointment)
    {
        await using var database = practice.Database("appointments");
        await using var ask = database.CreateCommand(
            "SELECT location_id::text, (start AT TIME ZONE location.zone)::date::text FROM appointment JOIN location ON location.id = location_id WHERE appointment.id = $1");
        ask.Parameters.Add(new() { Value = Guid.Parse(appointment) });
        await using var reader = await ask.ExecuteReaderAsync();
        await reader.ReadAsync();
        Assert.Equal(200, (await staff.GotoAsync($"/appointments/{appointment}"))!.Status);
        return (reader.GetString(1), reader.GetString(0));
    }
}
