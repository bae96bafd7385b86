using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using NSec.Cryptography;

namespace PracticeAspire.Users.Accounts;

/// <summary>
/// Argon2id (RFC 9106), written as the password hashing competition writes it: <c>$argon2id$v=19$m=32768,t=3,p=1$salt$hash</c>. What was hashed
/// with other figures, or with PBKDF2 as before, is still verified and asks to be hashed anew.
/// </summary>
internal sealed partial class Argon2Passwords : IPasswordHasher<Account>
{
    /// <summary>In KiB. OWASP asks for 19 MiB and two passes at least; a GPU pays for memory.</summary>
    public const int Memory = 32 * 1024;
    public const int Passes = 3;

    private const int SaltSize = 16;
    private const int HashSize = 32;
    private const int MostMemory = 256 * 1024;
    private const int MostPasses = 16;

    private readonly PasswordHasher<Account> before = new(Options.Create(new PasswordHasherOptions { IterationCount = 210_000 }));

    public string HashPassword(Account user, string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltSize);
        return $"$argon2id$v=19$m={Memory},t={Passes},p=1${Unpadded(salt)}${Unpadded(Hash(password, salt, Memory, Passes, HashSize))}";
    }

    public PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword)
    {
        if (!hashedPassword.StartsWith('$'))
        {
            return before.VerifyHashedPassword(user, hashedPassword, providedPassword) == PasswordVerificationResult.Failed
                ? PasswordVerificationResult.Failed
                : PasswordVerificationResult.SuccessRehashNeeded;
        }

        if (Written().Match(hashedPassword) is not { Success: true } hash)
            return PasswordVerificationResult.Failed;

        var (memory, passes) = (Number(hash.Groups["m"]), Number(hash.Groups["t"]));
        var (salt, wanted) = (Bytes(hash.Groups["salt"].Value), Bytes(hash.Groups["hash"].Value));
        if (memory > MostMemory || passes is < 1 or > MostPasses || salt.Length != SaltSize || wanted.Length < 16)
            return PasswordVerificationResult.Failed;
        if (!CryptographicOperations.FixedTimeEquals(Hash(providedPassword, salt, memory, passes, wanted.Length), wanted))
            return PasswordVerificationResult.Failed;

        return memory == Memory && passes == Passes && wanted.Length == HashSize
            ? PasswordVerificationResult.Success
            : PasswordVerificationResult.SuccessRehashNeeded;
    }

    private static byte[] Hash(string password, byte[] salt, int memory, int passes, int size)
    {
        var text = Encoding.UTF8.GetBytes(password);
        try
        {
            return new Argon2id(new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = memory, NumberOfPasses = passes }).DeriveBytes(text, salt, size);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private static int Number(Group digits) => int.Parse(digits.Value, CultureInfo.InvariantCulture);

    private static string Unpadded(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static byte[] Bytes(string unpadded)
    {
        var bytes = new byte[unpadded.Length];
        return Convert.TryFromBase64String(unpadded.PadRight((unpadded.Length + 3) / 4 * 4, '='), bytes, out var size) ? bytes[..size] : [];
    }

    [GeneratedRegex(@"^\$argon2id\$v=19\$m=(?<m>\d{1,7}),t=(?<t>\d{1,3}),p=1\$(?<salt>[A-Za-z0-9+/]+)\$(?<hash>[A-Za-z0-9+/]+)$")]
    private static partial Regex Written();
}
