using PracticeAspire.Notifications.Deliveries;

namespace PracticeAspire.Notifications.Accounts;

/// <summary>
/// A link that someone is to be mailed (<c>AccountLinkAsked</c>): at most one row for each, and what became of it. What the link opens, and whose
/// address it goes to, is asked of users when the mail is written, and not kept here.
/// </summary>
internal sealed class AccountMail
{
    public required Guid LinkId { get; init; }

    /// <summary>As of a delivery: see <see cref="DeliveryStatus"/>.</summary>
    public required string Status { get; init; }

    public required int Attempts { get; init; }

    /// <summary>When it is to be tried (again); while it is being tried, when the try counts as lost.</summary>
    public required DateTimeOffset NextAttemptAt { get; init; }

    public string? Error { get; init; }

    public string? TraceParent { get; init; }
}
