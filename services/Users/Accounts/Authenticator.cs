using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace PracticeAspire.Users.Accounts;

/// <summary>The authenticator app of an account.</summary>
internal sealed class Authenticator
{
    public required Guid AccountId { get; init; }

    /// <summary>Sealed for this account; copied to another it opens nothing.</summary>
    public required byte[] SealedSecret { get; set; }

    /// <summary>The step of the last code that was taken. No code of it or of an earlier one is taken again.</summary>
    public required long LastStep { get; set; }

    public required Instant EnrolledAt { get; set; }
}

/// <summary>For the day the phone is gone: good once. 120 random bits need no slow hash (ASVS 6.5.2).</summary>
internal sealed record RecoveryCode(Guid AccountId, byte[] CodeHash)
{
    public const int Count = 10;

    // Without the characters that are taken for others.
    private const string Alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    private const int Length = 24;

    public static string New() => string.Join('-', RandomNumberGenerator.GetString(Alphabet, Length).Chunk(6).Select(group => new string(group)));

    public static byte[] Hash(string typed) => SHA256.HashData(Encoding.ASCII.GetBytes(new string([.. typed.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit)])));
}
