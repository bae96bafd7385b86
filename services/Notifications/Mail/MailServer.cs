using System.Net;
using MailKit.Security;

namespace PracticeAspire.Notifications.Mail;

/// <summary>
/// The SMTP server, from the connection string <c>mailbox</c>: <c>smtp://[user:password@]host[:port]</c>, or <c>smtps://</c> for TLS from the
/// first byte. A password never travels in the clear: over smtp:// it needs STARTTLS, but on this machine.
/// </summary>
internal sealed record MailServer(string Host, int Port, SecureSocketOptions Security, NetworkCredential? Credential)
{
    public static MailServer From(string connectionString)
    {
        if (!Uri.TryCreate(connectionString, UriKind.Absolute, out var uri) || uri.Scheme is not ("smtp" or "smtps") || uri.Host.Length == 0)
            throw new InvalidOperationException("The connection string 'mailbox' must look like smtp://mail.example:587 or smtps://user:password@mail.example.");

        var credential = uri.UserInfo.Split(':', 2) is [{ Length: > 0 } user, var password]
            ? new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password))
            : null;
        var tls = uri.Scheme == "smtps";
        return new(uri.Host, uri.IsDefaultPort || uri.Port < 0 ? (tls ? 465 : 587) : uri.Port, Secure(tls, uri.IsLoopback, credential is not null), credential);
    }

    private static SecureSocketOptions Secure(bool tls, bool thisMachine, bool password) => (tls, thisMachine, password) switch
    {
        (true, _, _) => SecureSocketOptions.SslOnConnect,
        (_, true, _) => SecureSocketOptions.None,
        (_, _, true) => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.StartTlsWhenAvailable,
    };
}
