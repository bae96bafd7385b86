using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace PracticeAspire.Users.Accounts;

/// <summary>
/// How often a password, and after it a code, may be tried (ASVS 6.3.1). In an hour one stranger has 25 guesses at an account's password, all strangers
/// together 60, a device that has signed in before 30 of its own, all such devices together 40: never more than a hundred, of however many devices.
/// Nobody shuts out the owner on a device of theirs, nor, from one address, anywhere; and who has got hold of one device leaves the others ten
/// attempts. The last of each is the one that is only this visitor's.
/// </summary>
internal static class AttemptLimits
{
    public static AttemptLimit[] OnKnownDevice(string email, Visitor from) =>
        [OfAddress(from), .. OfKnownDevices($"password:{Hash(email)}", from)];

    public static AttemptLimit[] Elsewhere(string email, Visitor from) =>
    [
        OfAddress(from),
        new($"password:{Hash(email)}", 20, Duration.FromSeconds(90)),
        new($"password:{Hash(email)}:{from.Address}", 5, Duration.FromMinutes(3)),
    ];

    /// <summary>Whoever gets to the code knows the password. That may be a thief, and he must not use up the owner's attempts either.</summary>
    public static AttemptLimit[] OfCode(Guid account, Visitor from, bool known) =>
        known ? OfKnownDevices($"code:{account}", from) : [new($"code:{account}", 5, Duration.FromMinutes(3))];

    private static AttemptLimit[] OfKnownDevices(string what, Visitor from) =>
    [
        new($"{what}:known", 20, Duration.FromMinutes(3)),
        new($"{what}:{Convert.ToHexStringLower(from.Device!)}", 10, Duration.FromMinutes(3)),
    ];

    /// <summary>One address may be a whole practice behind its router, on the morning after a new password.</summary>
    private static AttemptLimit OfAddress(Visitor from) => new($"address:{from.Address}", 60, Duration.FromSeconds(10));

    // An address that is no account's is somebody's all the same.
    private static string Hash(string email) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(email)));
}
