using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace PracticeAspire.LedgerVerifier;

/// <summary>What a checkpoint says once its signature holds.</summary>
internal sealed record Sealed(long Size, byte[] Root, string Time, string Note);

/// <summary>A public key as C2SP's signed-note writes it: <c>name+id+base64</c>, Ed25519 only.</summary>
internal sealed record VerifierKey(string Name, byte[] Id, PublicKey Key)
{
    private const byte Ed25519 = 1;

    /// <param name="keyOrFile">The key itself, or a file with one a line.</param>
    public static IReadOnlyList<VerifierKey> Read(string keyOrFile)
    {
        if (keyOrFile.Contains('+', StringComparison.Ordinal) && !File.Exists(keyOrFile))
            return [Parse(keyOrFile)];
        var keys = Unreadable.LinesOf(keyOrFile).Where(l => l.Trim().Length > 0).Select(Parse).ToList();
        return keys.Count > 0 ? keys : throw new Unreadable($"{keyOrFile} holds no key.");
    }

    /// <summary>Null when the note is not a checkpoint signed by one of the keys.</summary>
    public static Sealed? Verify(string note, IReadOnlyList<VerifierKey> keys)
    {
        if (TextOf(note)?.Split('\n') is not [var origin, var size, var root, var time, ""] || !time.StartsWith("time ", StringComparison.Ordinal))
            return null;
        if (!long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var entries) || entries < 1 || size[0] == '0')
            return null;

        var hash = new byte[32];
        if (!Convert.TryFromBase64String(root, hash, out var length) || length != 32)
            return null;

        return IsSigned(note, origin, keys) ? new(entries, hash, time["time ".Length..], note) : null;
    }

    /// <summary>What is signed of a note: up to the newline before the empty line; what follows are signatures. Null when there is none.</summary>
    public static string? TextOf(string note)
    {
        var end = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        return end < 0 ? null : note[..(end + 1)];
    }

    /// <summary>Whether one of the keys that are of this log has signed the note.</summary>
    public static bool IsSigned(string note, string log, IReadOnlyList<VerifierKey> keys)
    {
        if (TextOf(note) is not { } signed)
            return false;
        var text = Encoding.UTF8.GetBytes(signed);
        return note[(signed.Length + 1)..].Split('\n', StringSplitOptions.RemoveEmptyEntries).Any(line => keys.Any(key => key.Name == log && key.Signed(text, line)));
    }

    private bool Signed(byte[] text, string line)
    {
        var signature = new byte[4 + 64];
        return line.StartsWith($"— {Name} ", StringComparison.Ordinal)
            && Convert.TryFromBase64String(line[$"— {Name} ".Length..], signature, out var length)
            && length == signature.Length
            && signature.AsSpan(0, 4).SequenceEqual(Id)
            && SignatureAlgorithm.Ed25519.Verify(Key, text, signature.AsSpan(4));
    }

    private static VerifierKey Parse(string line)
    {
        var bytes = new byte[33];
        if (line.Trim().Split('+', 3) is not [var name, var id, var key] || !Convert.TryFromBase64String(key, bytes, out var length) || length != 33 || bytes[0] != Ed25519)
            throw new Unreadable($"'{line}' is not a public key such as practice/users+0a1b2c3d+AQ….");

        var hash = SHA256.HashData([.. Encoding.UTF8.GetBytes($"{name}\n"), .. bytes])[..4];
        return Convert.ToHexStringLower(hash) == id
            ? new(name, hash, PublicKey.Import(SignatureAlgorithm.Ed25519, bytes.AsSpan(1), KeyBlobFormat.RawPublicKey))
            : throw new Unreadable($"The public key '{line}' is damaged: its id is not that of its bytes.");
    }
}
