using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;

namespace PracticeAspire.EndToEnd;

/// <summary>A record that is closed to a doctor, until its owner lets them see it.</summary>
[Collection(RunningPractice.OneAtATime)]
public sealed class RecordAccessTests(RunningPractice practice)
{
    [Fact]
    public async Task A_patient_is_told_who_asks_also_by_what_was_down_then_and_lets_them_see_the_record()
    {
        var patient = await practice.Visitors.SignInAsDemoAsync("patient");
        var doctor = await practice.Visitors.SignInAsDemoAsync("doctor");
        var id = await IdOfAsync("patient@demo.practice");

        // Records has heard of the patient; then notifications dies, and the doctor asks.
        await SeesAsync(doctor, $"/records/chart?patientId={id}", $"a[href='/records/ask?patientId={id}']");
        await practice.KillAsync("notifications");
        try
        {
            await doctor.GotoAsync($"/records/ask?patientId={id}");
            await doctor.FillAsync("#reason", "A second opinion on what to do about her knee.");
            await doctor.ClickAsync("form .button--main");
            await doctor.WaitForURLAsync("**/records/requests");
        }
        finally
        {
            await practice.StartAgainAsync("notifications");
        }

        // The patient is told by mail, which says nothing of it, and in the app, which leads to where they decide.
        var mail = await MailToAsync("patient@demo.practice", "Someone asks to see your medical record");
        Assert.DoesNotContain("Ruiz", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("knee", mail, StringComparison.Ordinal);
        await SeesAsync(patient, "/notices", $"a[href='/records/access?patientId={id}']:has-text('Dr. Ana Ruiz asks to see your record.')");
        await patient.ClickAsync($"a[href='/records/access?patientId={id}']:has-text('Dr. Ana Ruiz asks to see your record.')");
        await patient.ClickAsync("text=Let them see it");
        await patient.WaitForSelectorAsync("text=Access given");

        // And so is the doctor, who sees the chart.
        await SeesAsync(doctor, "/notices", $"a[href='/records/chart?patientId={id}']:has-text('You may see the record of Julia Bennett')");
        await doctor.ClickAsync($"a[href='/records/chart?patientId={id}']:has-text('You may see the record of Julia Bennett')");
        await Assertions.Expect(doctor.Locator("main")).ToContainTextAsync("Allergies");
        await MailToAsync("doctor@demo.practice", "You may see the medical record you asked for");
    }

    private async Task<string> IdOfAsync(string email)
    {
        await using var database = practice.Database("users");
        await using var ask = database.CreateCommand("SELECT id::text FROM people WHERE email = $1");
        ask.Parameters.Add(new() { Value = email });
        return (string)(await ask.ExecuteScalarAsync())!;
    }

    private async Task<string> MailToAsync(string email, string subject)
    {
        using var mailbox = new HttpClient { BaseAddress = practice.Mailbox };
        var mail = await Eventually.Is(
            async () => (await mailbox.GetFromJsonAsync<List<JsonElement>>("/api/email"))!
                .Find(m => m.GetProperty("to").EnumerateArray().Any(to => to.GetProperty("address").GetString() == email)
                    && m.GetProperty("subject").GetString()!.EndsWith(subject, StringComparison.Ordinal)),
            found => found.ValueKind == JsonValueKind.Object, $"the mail '{subject}' to {email}");
        return mail.GetProperty("text").GetString() + mail.GetProperty("html").GetString();
    }

    private static Task SeesAsync(IPage page, string path, string selector) => Eventually.Is(
        async () =>
        {
            await page.GotoAsync(path);
            return await page.Locator(selector).CountAsync();
        },
        count => count > 0, $"{selector} on {path}");
}
