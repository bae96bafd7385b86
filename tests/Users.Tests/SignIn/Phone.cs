using System.Text.RegularExpressions;
using NodaTime.Testing;
using PracticeAspire.Users.Accounts;

namespace PracticeAspire.Users.Tests.SignIn;

/// <summary>An authenticator app that was given the key of a page, as someone would type it in.</summary>
public sealed partial class Phone(FakeClock clock, string page)
{
    private readonly byte[] secret = FromBase32(Key().Match(page).Groups[1].Value.Replace(" ", "", StringComparison.Ordinal));

    public string Code(int stepsFromNow = 0) => Totp.CodeAt(secret, Totp.StepAt(clock.GetCurrentInstant()) + stepsFromNow);

    private static byte[] FromBase32(string key)
    {
        var (bytes, bits, count) = (new List<byte>(), 0, 0);
        foreach (var c in key)
        {
            (bits, count) = ((bits << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), count + 5);
            if (count < 8)
                continue;
            bytes.Add((byte)(bits >> (count -= 8)));
            bits &= (1 << count) - 1;
        }

        return [.. bytes];
    }

    [GeneratedRegex("<code>([A-Z2-7 ]{32,})</code>")]
    private static partial Regex Key();
}
