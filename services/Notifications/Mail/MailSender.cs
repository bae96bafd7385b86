using PracticeAspire.Notifications.Accounts;

namespace PracticeAspire.Notifications.Mail;

/// <summary>
/// Sends what waits, until nothing is due; then sleeps until rung, and a moment longer, so that many bookings at once are one question to the
/// directory. Every replica has one.
/// </summary>
internal sealed class MailSender(IServiceScopeFactory scopes, Mailbox mailbox, MailSignal signal, ILogger<MailSender> log) : BackgroundService
{
    private const int AtATime = 100;
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await SendDueAsync(stoppingToken))
                {
                }

                await mailbox.CloseAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(failure, "Sending mail was interrupted and goes on in a moment");
            }

            await signal.WaitAsync(LookAnyway, stoppingToken);
            await Task.Delay(Moment, stoppingToken);
        }
    }

    private async Task<bool> SendDueAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<SendAccountMail>().SendNextAsync(ct))
            return true;
        var due = await scope.ServiceProvider.GetRequiredService<MailQueue>().TakeAsync(AtATime, ct);
        if (due.Count == 0)
            return false;

        await scope.ServiceProvider.GetRequiredService<SendMail>().SendAsync(due, ct);
        return true;
    }
}
