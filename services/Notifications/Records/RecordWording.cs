using PracticeAspire.Notifications.Mail;

namespace PracticeAspire.Notifications.Records;

/// <summary>What a mail says of a record: what happened to it and when, and never whose it is, who it was, or why; those are a sign-in away.</summary>
internal static class RecordWording
{
    public static Letter Of(RecordNews news, Guid reader, Guid? actsFor, string name, PracticeSettings practice)
    {
        var record = actsFor is null ? "your medical record" : "a medical record that you see to";
        var access = $"records/access?patientId={news.PatientId}";
        var (what, closing, path, button) = (news.Kind, news.ToldAs(reader, actsFor)) switch
        {
            (RecordNews.Requested, _) =>
                ($"Someone asks to see {record}", "Sign in to see who and why, and to decide.", access, "Sign in to decide"),
            (RecordNews.Granted, Reader.Requester) =>
                ("You may see the medical record you asked for", "Sign in to open it.", $"records/chart?patientId={news.PatientId}", "Sign in to open it"),
            (RecordNews.Granted, _) =>
                ($"Someone may now see {record}", "Sign in to see who. You can end it there at any time.", access, "Sign in to see who"),
            (RecordNews.Refused, Reader.Requester) =>
                ("A medical record you asked for is not open to you, or no longer", "Sign in to see which.", "records/requests", "Sign in to see which"),
            (RecordNews.Refused, _) =>
                ($"Someone may not see {record}, or no longer", "Sign in to see who.", access, "Sign in to see who"),
            (RecordNews.GlassBroken, Reader.Reviewer) =>
                ("A medical record was opened in an emergency", "Sign in to look at it and say whether it was right.", "records/reviews", "Sign in to look at it"),
            (RecordNews.GlassBroken, _) =>
                ($"{Capital(record)} was opened in an emergency", "Sign in to see who opened it and why. If it seems wrong to you, call the practice.", access,
                    "Sign in to see who"),
            (RecordNews.ReviewOverdue, _) =>
                ("A medical record was opened in an emergency, and nobody has looked at it in time", "Sign in to look at it and say whether it was right.", "records/reviews",
                    "Sign in to look at it"),
            _ => throw new InvalidOperationException($"There is no wording for {news.Kind}."),
        };

        return new(
            $"{practice.Name}: {what}",
            Letter.Greet(name),
            $"{what}.",
            [
                ("When", ClockTimes.DayTimeAndZone(news.OccurredAt, practice.Zone.Id)),
                .. news.OpenUntil is { } until ? [("Until", ClockTimes.DayTimeAndZone(until, practice.Zone.Id))] : Array.Empty<(string, string)>(),
            ],
            closing,
            practice.WebAddress is { } web ? new Uri(web, path) : null,
            button,
            practice.Name);
    }

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
