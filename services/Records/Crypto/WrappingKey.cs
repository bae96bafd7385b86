using System.Security.Cryptography;

namespace PracticeAspire.Records.Crypto;

/// <summary>A key from the secret store that wraps patients' keys and nothing else.</summary>
/// <param name="version">Its number in the secret store: <c>records:wrapping-key-1</c>.</param>
internal sealed class WrappingKey(int version, byte[] secret)
{
    public int Version { get; } = version;

    public byte[] Wrap(ReadOnlySpan<byte> key)
    {
        using var aes = Aes.Create();
        aes.Key = secret;
        return aes.EncryptKeyWrapPadded(key);
    }

    /// <exception cref="CryptographicException">It was wrapped with another key, or changed since.</exception>
    public byte[] Unwrap(ReadOnlySpan<byte> wrapped)
    {
        using var aes = Aes.Create();
        aes.Key = secret;
        return aes.DecryptKeyWrapPadded(wrapped);
    }

    /// <summary>What another wrapped, wrapped by this one.</summary>
    public byte[] Rewrap(WrappingKey other, ReadOnlySpan<byte> wrapped)
    {
        var key = other.Unwrap(wrapped);
        try
        {
            return Wrap(key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
