using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PracticeAspire.Records.Crypto;

/// <summary>
/// The 32 bytes under which one patient's record lies. They encrypt nothing themselves: every row, index and set has a key derived from them
/// (HKDF-SHA256, RFC 5869). Wiped when disposed of.
/// </summary>
internal sealed class PatientKey : IDisposable
{
    public const int Size = 32;

    private readonly byte[] secret;

    public PatientKey(KeyId id, ReadOnlySpan<byte> secret)
    {
        if (secret.Length != Size)
            throw new ArgumentException($"A patient's key has {Size} bytes.", nameof(secret));
        Id = id;
        this.secret = secret.ToArray();
    }

    public KeyId Id { get; }

    public static PatientKey Create(ushort version)
    {
        Span<byte> secret = stackalloc byte[Size];
        RandomNumberGenerator.Fill(secret);
        var key = new PatientKey(new(Guid.CreateVersion7(), version), secret);
        CryptographicOperations.ZeroMemory(secret);
        return key;
    }

    /// <summary>The key of one column of one row in one version.</summary>
    public void Derive(Binding place, Span<byte> key)
    {
        Span<byte> salt = stackalloc byte[16 + sizeof(long)];
        place.Row.TryWriteBytes(salt, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(salt[16..], place.Version);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, salt, Encoding.UTF8.GetBytes($"pms/field/v1/records/{place.Purpose}"));
    }

    /// <summary>A key for hashes (HMAC-SHA256) of one purpose: whoever lacks it can neither make nor check one.</summary>
    public byte[] HashKey(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, Size, [], Encoding.UTF8.GetBytes($"pms/hash/v1/records/{purpose}"));

    /// <summary>Under another key, for keeping (RFC 5649, AES key wrap with padding).</summary>
    public byte[] WrapWith(WrappingKey wrapping) => wrapping.Wrap(secret);

    /// <summary>What says that these bytes and no others are this patient's key: GCM alone lets two keys open one ciphertext.</summary>
    public byte[] CommitmentFor(Guid patient)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        mac.AppendData("pms/commit/v1"u8);
        mac.AppendData(Id.Id.ToByteArray(bigEndian: true));
        mac.AppendData(patient.ToByteArray(bigEndian: true));
        return mac.GetHashAndReset()[..16];
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(secret);
}
