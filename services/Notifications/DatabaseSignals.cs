using Npgsql;
using PracticeAspire.Notifications.Mail;
using PracticeAspire.Notifications.Notices;

namespace PracticeAspire.Notifications;

/// <summary>Hears what any replica has committed: one connection that listens, and rings for the bell and the mail of this process.</summary>
internal sealed class DatabaseSignals(NpgsqlDataSource source, Bell bell, MailSignal mail, ILogger<DatabaseSignals> log) : BackgroundService
{
    private static readonly TimeSpan ProveAlive = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning("Not listening to the database, trying again: {Reason}", failure.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        connection.Notification += (_, said) => Ring(said.Channel, said.Payload);
        await using (var listen = new NpgsqlCommand($"LISTEN {Bell.Channel}; LISTEN {MailSignal.Channel}", connection))
            await listen.ExecuteNonQueryAsync(ct);

        bell.RingAll();
        mail.Raise();
        await using var alive = new NpgsqlCommand("SELECT 1", connection);
        while (true)
        {
            if (!await connection.WaitAsync(ProveAlive, ct))
                await alive.ExecuteNonQueryAsync(ct);
        }
    }

    private void Ring(string channel, string payload)
    {
        if (channel == MailSignal.Channel)
            mail.Raise();
        else if (Guid.TryParse(payload, out var person))
            bell.Ring(person);
    }
}
