using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PracticeAspire.Records.Crypto;

/// <summary>
/// The envelope, byte by byte: <c>0x01 | algorithm (1) | key id (16) | key version (2, big-endian) | nonce (12) | ciphertext | tag (16)</c>.
/// What was ever written like this must open for ever; another layout is another first byte.
/// </summary>
internal static class SealedBytes
{
    public const int Overhead = Header + NonceSize + TagSize;

    private const byte Format = 1;
    private const int Header = 2 + 16 + sizeof(ushort);
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <summary>Under a key that is used for this row and version only, and a fresh nonce.</summary>
    public static byte[] Seal(PatientKey key, Binding belongsTo, ReadOnlySpan<byte> text)
    {
        var envelope = new byte[text.Length + Overhead];
        envelope[0] = Format;
        envelope[1] = (byte)Algorithm.Aes256Gcm;
        key.Id.Id.TryWriteBytes(envelope.AsSpan(2), bigEndian: true, out _);
        BinaryPrimitives.WriteUInt16BigEndian(envelope.AsSpan(18), key.Id.Version);

        var nonce = envelope.AsSpan(Header, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        Span<byte> rowKey = stackalloc byte[PatientKey.Size];
        key.Derive(belongsTo, rowKey);
        using (var aes = new AesGcm(rowKey, TagSize))
            aes.Encrypt(nonce, text, envelope.AsSpan(Header + NonceSize, text.Length), envelope.AsSpan(envelope.Length - TagSize), belongsTo.ToBytes(key.Id, Algorithm.Aes256Gcm));
        CryptographicOperations.ZeroMemory(rowKey);
        return envelope;
    }

    /// <exception cref="Damaged">It was not sealed for this place, or was changed since.</exception>
    public static byte[] Open(PatientKey key, Binding belongsTo, ReadOnlySpan<byte> envelope)
    {
        if (KeyOf(envelope) != key.Id)
            throw new Damaged(belongsTo, "it is not under this key");

        var text = new byte[envelope.Length - Overhead];
        Span<byte> rowKey = stackalloc byte[PatientKey.Size];
        key.Derive(belongsTo, rowKey);
        try
        {
            using var aes = new AesGcm(rowKey, TagSize);
            aes.Decrypt(envelope.Slice(Header, NonceSize), envelope[(Header + NonceSize)..^TagSize], envelope[^TagSize..], text, belongsTo.ToBytes(key.Id, Algorithm.Aes256Gcm));
            return text;
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new Damaged(belongsTo, "its seal is broken");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(rowKey);
        }
    }

    /// <summary>Which key an envelope says it needs.</summary>
    /// <exception cref="Damaged">It is no envelope of a layout that was ever written.</exception>
    public static KeyId KeyOf(ReadOnlySpan<byte> envelope) =>
        envelope.Length >= Overhead && envelope[0] == Format && envelope[1] == (byte)Algorithm.Aes256Gcm
            ? new(new Guid(envelope.Slice(2, 16), bigEndian: true), BinaryPrimitives.ReadUInt16BigEndian(envelope[18..]))
            : throw new Damaged("an envelope has no layout that was ever written");
}
