using PracticeAspire.Notifications.Telling;

namespace PracticeAspire.Notifications.Mail;

/// <summary>A mail that is due, with all it says but the person's name and address.</summary>
/// <param name="OursUntil">From then on another replica may take it.</param>
internal sealed record WaitingMail(Guid Id, Guid PersonId, Guid? ActsFor, int Attempts, DateTimeOffset OursUntil, string? TraceParent, News News);
