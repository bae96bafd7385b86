using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Notifications.Mail;

/// <summary>"There may be a mail to send." A signal that gets lost costs seconds, not a mail: the sender looks by itself.</summary>
internal sealed class MailSignal : Signal
{
    /// <summary>The PostgreSQL channel by which replicas wake each other; no payload.</summary>
    public const string Channel = "mail";
}
