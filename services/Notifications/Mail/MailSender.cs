namespace PracticeAspire.Notifications.Mail;

/// <summary>Sends what waits, one after the other, until nothing is due; then sleeps until rung. Every replica has one.</summary>
internal sealed class MailSender(IServiceScopeFactory scopes, Mailbox mailbox, MailSignal signal, ILogger<MailSender> log) : BackgroundService
{
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await SendNextAsync(stoppingToken))
                {
                }

                await mailbox.CloseAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(failure, "Sending mail was interrupted and goes on in a moment");
            }

            await signal.WaitAsync(LookAnyway, stoppingToken);
        }
    }

    private async Task<bool> SendNextAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<MailQueue>().TakeAsync(ct) is not { } mail)
            return false;

        await scope.ServiceProvider.GetRequiredService<SendMail>().SendAsync(mail, ct);
        return true;
    }
}
