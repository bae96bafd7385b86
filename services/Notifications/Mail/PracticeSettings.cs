using MimeKit;
using NodaTime;

namespace PracticeAspire.Notifications.Mail;

/// <summary>How the practice presents itself in mail: the settings below <c>Practice</c>.</summary>
/// <param name="Name">As patients know it; it stands in subjects and invites.</param>
/// <param name="MailFrom">The address mail comes from. Its domain also makes Message-IDs, so changing it while mail waits may send one twice.</param>
/// <param name="WebAddress">Where patients and staff sign in; none, and mail has no link.</param>
/// <param name="Zone">What the clocks show where a time belongs to no location, by its IANA name (<c>Practice:Zone</c>); UTC when none is set.</param>
internal sealed record PracticeSettings(string Name, MailboxAddress MailFrom, Uri? WebAddress, DateTimeZone Zone)
{
    public static PracticeSettings From(IConfiguration configuration)
    {
        var practice = configuration.GetSection("Practice");
        var name = practice["Name"] is { Length: > 0 } given ? given : throw new InvalidOperationException("The setting 'Practice:Name' is missing.");
        if (!MailboxAddress.TryParse(practice["MailFrom"], out var from))
            throw new InvalidOperationException("The setting 'Practice:MailFrom' must be a mail address such as appointments@practice.example.");

        Uri? web = null;
        if (practice["WebAddress"] is { Length: > 0 } link && !(Uri.TryCreate(link, UriKind.Absolute, out web) && web.Scheme is "http" or "https"))
            throw new InvalidOperationException("The setting 'Practice:WebAddress' must be an address such as https://practice.example.");

        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(practice["Zone"] is { Length: > 0 } id ? id : "UTC")
            ?? throw new InvalidOperationException("The setting 'Practice:Zone' must be the IANA name of a time zone such as Europe/Berlin.");
        return new(name, new MailboxAddress(name, from.Address), web, zone);
    }
}
