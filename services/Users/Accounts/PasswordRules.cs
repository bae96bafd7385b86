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
        if (CommonPasswords.Contains(password))
            throw new RuleBroken("password-too-common", "That password is among those that are tried first. Choose one that nobody else would think of.");
    }
}
