using System.Security.Cryptography;

namespace PracticeAspire.Users.SignIn;

/// <summary>AES-256-GCM under a key derived from <c>users:encryption-key</c> for one purpose: nonce, tag, ciphertext.</summary>
internal sealed class Envelope(ProviderKeys keys, byte[] purpose)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly byte[] key = HKDF.DeriveKey(HashAlgorithmName.SHA256, keys.Encryption.Key, outputLength: 32, info: purpose);

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
