using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using NSec.Cryptography;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.BuildingBlocks;

/// <summary>
/// Signs checkpoints: Ed25519, from the secret <c>{service}:audit-key</c> (32 bytes in base64). Notes, signatures and the public key are written as
/// C2SP says (signed-note, tlog-checkpoint).
/// </summary>
internal sealed class AuditKey : IDisposable
{
    private const byte Ed25519 = 1;
    private readonly Key key;
    private readonly byte[] id;

    public AuditKey(IConfiguration configuration, ThisApp app)
    {
        Origin = $"practice/{app.Name}";
        key = Import(configuration.GetRequired($"{app.Name}:audit-key"), app);
        var typed = (byte[])[Ed25519, .. key.PublicKey.Export(KeyBlobFormat.RawPublicKey)];
        id = SHA256.HashData([.. Encoding.UTF8.GetBytes($"{Origin}\n"), .. typed])[..4];
        PublicKey = $"{Origin}+{Convert.ToHexStringLower(id)}+{Convert.ToBase64String(typed)}";
    }

    /// <summary>Which log this is: the first line of every checkpoint, and the signer's name.</summary>
    public string Origin { get; }

    /// <summary>In the form <c>name+id+key</c>, for whoever verifies.</summary>
    public string PublicKey { get; }

    /// <summary>That the log had this size and root at this time, signed.</summary>
    public string Checkpoint(long size, byte[] root, DateTimeOffset at) =>
        Signed($"{Origin}\n{size.ToString(CultureInfo.InvariantCulture)}\n{Convert.ToBase64String(root)}\n{Time(at)}\n");

    /// <summary>That these and no others of the log's first entries are about these subjects, signed. Its first line says that it is no checkpoint.</summary>
    public string ListOf(IEnumerable<string> subjects, long size, IReadOnlyList<long> entries, DateTimeOffset at)
    {
        var numbers = entries.Count == 0 ? "none" : string.Join(' ', entries.Select(e => e.ToString(CultureInfo.InvariantCulture)));
        return Signed($"{Origin}/list\n{string.Join(' ', subjects)}\n{size.ToString(CultureInfo.InvariantCulture)}\n{numbers}\n{Time(at)}\n");
    }

    public void Dispose() => key.Dispose();

    private string Signed(string text)
    {
        var signature = SignatureAlgorithm.Ed25519.Sign(key, Encoding.UTF8.GetBytes(text));
        return $"{text}\n— {Origin} {Convert.ToBase64String([.. id, .. signature])}\n";
    }

    private static string Time(DateTimeOffset at) => $"time {at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}";

    private static Key Import(string secret, ThisApp app)
    {
        var seed = new byte[32];
        return Convert.TryFromBase64String(secret, seed, out var length) && length == seed.Length
            ? Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey)
            : throw new InvalidOperationException($"The secret '{app.Name}:audit-key' must be 32 bytes in base64.");
    }
}
