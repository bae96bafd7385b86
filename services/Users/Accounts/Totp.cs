using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace PracticeAspire.Users.Accounts;

/// <summary>Codes of an authenticator app (RFC 6238): six digits, another every 30 seconds.</summary>
internal static class Totp
{
    public const int Digits = 6;

    private const int SecretSize = 20;
    private const int Seconds = 30;
    private const int StepsOfDrift = 1;
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretSize);

    public static long StepAt(Instant now) => now.ToUnixTimeSeconds() / Seconds;

    [SuppressMessage("Security", "CA5350", Justification = "HMAC-SHA-1 is what RFC 6238 and every app mean; as a keyed hash it is not broken.")]
    public static string CodeAt(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(secret, counter, hash);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xf)..]) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <returns>The step whose code this is, one to either side of now at most; null: of none.</returns>
    public static long? StepOf(byte[] secret, string code, Instant now)
    {
        long? found = null;
        var typed = Encoding.UTF8.GetBytes(code);
        for (var drift = -StepsOfDrift; drift <= StepsOfDrift; drift++)
        {
            var step = StepAt(now) + drift;
            if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(CodeAt(secret, step)), typed))
                found = step;
        }

        return found;
    }

    /// <summary>What the QR code says to the app (Key Uri Format).</summary>
    public static string UriOf(byte[] secret, string email) =>
        $"otpauth://totp/PracticeAspire:{Uri.EscapeDataString(email)}?secret={KeyOf(secret)}&issuer=PracticeAspire";

    /// <summary>Base 32 (RFC 4648), as it is typed in.</summary>
    public static string KeyOf(byte[] secret)
    {
        var key = new StringBuilder();
        var (bits, count) = (0, 0);
        foreach (var b in secret)
        {
            (bits, count) = ((bits << 8) | b, count + 8);
            for (; count >= 5; count -= 5)
                key.Append(Base32[(bits >> (count - 5)) & 31]);
            bits &= (1 << count) - 1;
        }

        return count == 0 ? key.ToString() : key.Append(Base32[(bits << (5 - count)) & 31]).ToString();
    }
}
