namespace PracticeAspire.Notifications.Mail;

/// <summary>"There may be a mail to send." A signal that gets lost costs seconds, not a mail: the sender looks by itself.</summary>
internal sealed class MailSignal : IDisposable
{
    /// <summary>The PostgreSQL channel by which replicas wake each other; no payload.</summary>
    public const string Channel = "mail";

    private readonly SemaphoreSlim raised = new(0, 1);

    public void Raise()
    {
        try
        {
            if (raised.CurrentCount == 0)
                raised.Release();
        }
        catch (SemaphoreFullException)
        {
            // Raised twice at once: one is enough.
        }
    }

    public Task WaitAsync(TimeSpan atMost, CancellationToken ct) => raised.WaitAsync(atMost, ct);

    public void Dispose() => raised.Dispose();
}
