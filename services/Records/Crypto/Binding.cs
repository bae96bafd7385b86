using System.Buffers.Binary;
using System.Text;

namespace PracticeAspire.Records.Crypto;

/// <summary>
/// Where a ciphertext belongs, as its associated data: a list of texts, each behind its length. What was sealed for one place opens in no other,
/// so nothing can be moved between rows, columns, patients or versions.
/// </summary>
internal sealed record Binding(string Table, string Column, Guid Row, Guid Patient, long Version, string Facts = "")
{
    private const string Format = "pms.field.v1";

    public string Purpose => $"{Table}.{Column}";

    public byte[] ToBytes(KeyId key, Algorithm algorithm)
    {
        string[] parts =
        [
            Format, "records", Table, Column, Row.ToString("N"), Patient.ToString("N"), $"{key.Id:N}.{key.Version}", $"{Version}", $"{(byte)algorithm}", Facts,
        ];
        var bytes = new byte[parts.Sum(part => sizeof(int) + Encoding.UTF8.GetByteCount(part))];
        var rest = bytes.AsSpan();
        foreach (var part in parts)
        {
            var length = Encoding.UTF8.GetBytes(part, rest[sizeof(int)..]);
            BinaryPrimitives.WriteInt32BigEndian(rest, length);
            rest = rest[(sizeof(int) + length)..];
        }

        return bytes;
    }
}

/// <summary>Which of a patient's keys: its id, and its version, counted from 1.</summary>
internal readonly record struct KeyId(Guid Id, ushort Version);

/// <summary>What an envelope is sealed with. Numbers are for ever.</summary>
internal enum Algorithm : byte
{
    Aes256Gcm = 1,
}
