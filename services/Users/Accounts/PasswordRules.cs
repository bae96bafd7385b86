using Microsoft.AspNetCore.Identity;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Users.Accounts;

/// <summary>Length is what protects a password (NIST SP 800-63B-4, 3.1.1.2); classes of characters only annoy. Nothing is cut off or trimmed.</summary>
internal static class PasswordRules
{
    private const int Shortest = 15;
    private const int Longest = 128;
    private const int FewestDifferent = 5;

    public static void Require(string password, string email)
    {
        if (password.Length < Shortest)
            throw new RuleBroken("password-too-short", $"A password needs at least {Shortest} characters. A sentence is easy to remember.");
        if (password.Length > Longest)
            throw new RuleBroken("password-too-long", $"A password may have at most {Longest} characters.");
        if (password.Distinct().Count() < FewestDifferent || password.Contains(email, StringComparison.OrdinalIgnoreCase))
            throw new RuleBroken("password-too-simple", "That password is guessed at once. Do not repeat characters or use the e-mail address.");
    }

    /// <summary>PBKDF2 with HMAC-SHA512 and a random salt; the count is OWASP's for that hash.</summary>
    public static void Hashing(PasswordHasherOptions options) => options.IterationCount = 210_000;
}
