using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

namespace PracticeAspire.ServiceDefaults;

/// <summary>AES-256-GCM under a key derived from a process's <c>encryption-key</c> for one purpose: nonce, tag, ciphertext.</summary>
/// <param name="master">32 bytes, from the secret store.</param>
/// <param name="purpose">Told apart by HKDF (RFC 5869): what is sealed for one purpose opens for no other.</param>
public sealed class Envelope(byte[] master, byte[] purpose)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly byte[] key = HKDF.DeriveKey(HashAlgorithmName.SHA256, master, outputLength: 32, info: purpose);

    /// <summary>The secret <c>&lt;app&gt;:encryption-key</c>.</summary>
    /// <exception cref="InvalidOperationException">It is missing, or not 32 bytes in base64.</exception>
    public static byte[] MasterKeyOf(string app, IConfiguration configuration)
    {
        var secret = $"{app}:encryption-key";
        var master = new byte[32];
        return Convert.TryFromBase64String(configuration.GetRequired(secret), master, out var bytes) && bytes == master.Length
            ? master
            : throw new InvalidOperationException($"The secret '{secret}' must be 32 bytes in base64.");
    }

    /// <param name="belongsTo">What it cannot be moved away from: it opens with the same again.</param>
    public byte[] Seal(ReadOnlySpan<byte> text, ReadOnlySpan<byte> belongsTo)
    {
        var envelope = new byte[NonceSize + TagSize + text.Length];
        RandomNumberGenerator.Fill(envelope.AsSpan(0, NonceSize));
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(envelope.AsSpan(0, NonceSize), text, envelope.AsSpan(NonceSize + TagSize), envelope.AsSpan(NonceSize, TagSize), belongsTo);
        return envelope;
    }

    /// <exception cref="CryptographicException">Sealed with another key, or for something else, or changed.</exception>
    public byte[] Open(ReadOnlySpan<byte> envelope, ReadOnlySpan<byte> belongsTo)
    {
        if (envelope.Length < NonceSize + TagSize)
            throw new CryptographicException("Too short to be an envelope.");

        var text = new byte[envelope.Length - NonceSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        aes.Decrypt(envelope[..NonceSize], envelope[(NonceSize + TagSize)..], envelope[NonceSize..(NonceSize + TagSize)], text, belongsTo);
        return text;
    }
}
