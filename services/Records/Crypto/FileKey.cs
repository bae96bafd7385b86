using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PracticeAspire.Records.Crypto;

/// <summary>
/// The key of one file, which is cut into segments of 1 MiB that can be sealed and opened one after the other (STREAM, Hoang, Reyhanitabar, Rogaway and
/// Vizár 2015): the nonce is <c>prefix (7) | number (4, big-endian) | 1 for the last, else 0</c>, so that a segment opens as this one of this file and as
/// nothing else. An envelope is <c>0x02 | algorithm (1) | ciphertext | tag (16)</c>. The key itself is kept in the file's entry, sealed with what that says.
/// </summary>
internal sealed class FileKey : IDisposable
{
    public const int SegmentSize = 1024 * 1024;
    public const int Overhead = Header + TagSize;

    private const byte Format = 2;
    private const int Header = 2;
    private const int TagSize = 16;
    private const int PrefixSize = 7;
    private const int SecretSize = 32;

    private readonly byte[] bytes;

    private FileKey(byte[] bytes) => this.bytes = bytes;

    public static FileKey Create() => new(RandomNumberGenerator.GetBytes(SecretSize + PrefixSize));

    /// <exception cref="Damaged">This never was one.</exception>
    public static FileKey Parse(ReadOnlySpan<byte> bytes) => bytes.Length == SecretSize + PrefixSize
        ? new(bytes.ToArray())
        : throw new Damaged("the key of a file is not one");

    /// <summary>For keeping: it has to be sealed.</summary>
    public ReadOnlySpan<byte> ToBytes() => bytes;

    /// <param name="place">Its version is the segment's number, counted from 0.</param>
    /// <param name="envelope">Longer than the text by <see cref="Overhead"/>.</param>
    public void Seal(Binding place, bool last, ReadOnlySpan<byte> text, Span<byte> envelope)
    {
        (envelope[0], envelope[1]) = (Format, (byte)Algorithm.Aes256Gcm);
        Span<byte> nonce = stackalloc byte[12];
        NonceOf(place, last, nonce);
        using var aes = new AesGcm(bytes.AsSpan(0, SecretSize), TagSize);
        aes.Encrypt(nonce, text, envelope[Header..^TagSize], envelope[^TagSize..], Facts(place, last));
    }

    /// <param name="text">Shorter than the envelope by <see cref="Overhead"/>.</param>
    /// <exception cref="Damaged">It is not this segment of this file, or was changed since.</exception>
    public void Open(Binding place, bool last, ReadOnlySpan<byte> envelope, Span<byte> text)
    {
        if (envelope.Length != text.Length + Overhead)
            throw new Damaged(place, "it has not the length it had");
        if (envelope[0] != Format || envelope[1] != (byte)Algorithm.Aes256Gcm)
            throw new Damaged(place, "it has no layout that was ever written");

        Span<byte> nonce = stackalloc byte[12];
        NonceOf(place, last, nonce);
        try
        {
            using var aes = new AesGcm(bytes.AsSpan(0, SecretSize), TagSize);
            aes.Decrypt(nonce, envelope[Header..^TagSize], envelope[^TagSize..], text, Facts(place, last));
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new Damaged(place, "its seal is broken");
        }
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(bytes);

    private void NonceOf(Binding place, bool last, Span<byte> nonce)
    {
        bytes.AsSpan(SecretSize).CopyTo(nonce);
        BinaryPrimitives.WriteUInt32BigEndian(nonce[PrefixSize..], checked((uint)place.Version));
        nonce[^1] = last ? (byte)1 : (byte)0;
    }

    // A file has one key for ever, and is known by its entry.
    private static byte[] Facts(Binding place, bool last) => (place with { Facts = last ? "last" : "" }).ToBytes(new(place.Row, 1), Algorithm.Aes256Gcm);
}
