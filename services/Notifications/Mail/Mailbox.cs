using MailKit.Net.Smtp;
using MimeKit;

namespace PracticeAspire.Notifications.Mail;

/// <summary>One connection to the mail server, kept open while there is more to send.</summary>
internal sealed class Mailbox(MailServer server) : IAsyncDisposable
{
    private readonly SmtpClient smtp = new() { Timeout = 20_000 };

    /// <summary>Completes when the server has taken responsibility for the mail (RFC 5321, 6.1).</summary>
    public async Task SendAsync(MimeMessage mail, CancellationToken ct)
    {
        if (!smtp.IsConnected)
        {
            await smtp.ConnectAsync(server.Host, server.Port, server.Security, ct);
            if (server.Credential is { } credential)
                await smtp.AuthenticateAsync(credential, ct);
        }

        await smtp.SendAsync(mail, ct);
    }

    /// <summary>Hangs up politely; the next mail connects anew.</summary>
    public async Task CloseAsync(CancellationToken ct)
    {
        if (smtp.IsConnected)
            await smtp.DisconnectAsync(quit: true, ct);
    }

    /// <summary>After a failure nobody knows where the conversation stands, so it is not continued.</summary>
    public Task CloseAfterFailureAsync() => smtp.IsConnected ? smtp.DisconnectAsync(quit: false) : Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        smtp.Dispose();
        return ValueTask.CompletedTask;
    }
}
