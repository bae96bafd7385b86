using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.Access;

/// <summary>What an administrator decided about a role. A role nobody decided about has no row and is as the product comes.</summary>
internal sealed class Role
{
    private Role()
    {
    }

    public string Name { get; private init; } = "";

    public long Version { get; private set; }

    public string[] Permissions { get; private set; } = [];

    public bool MfaRequired { get; private set; }

    /// <summary>The roles of people, in the order in which they are read.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Roles.Staff, Roles.Patient];

    public static Role AsItComes(string name)
    {
        var defaults = ServiceDefaults.Permissions.DefaultsOf(name);
        return new() { Name = name, Permissions = [.. defaults.Permissions], MfaRequired = defaults.MfaRequired };
    }

    public void Decide(IEnumerable<string> permissions, bool mfaRequired)
    {
        var wanted = ServiceDefaults.Permissions.All.Where(p => permissions.Contains(p.Name)).ToList();
        if (permissions.FirstOrDefault(name => wanted.All(p => p.Name != name)) is { } unknown)
            throw new Malformed("permissions", $"There is no permission '{unknown}'.");
        if (ServiceDefaults.Permissions.KeptBy(Name).FirstOrDefault(kept => wanted.All(p => p.Name != kept)) is { } kept)
        {
            var sentence = ServiceDefaults.Permissions.All.Single(p => p.Name == kept).Sentence;
            throw new RuleBroken("kept-by-administrators", $"Administrators keep this one, or nobody could give it back: {sentence}.");
        }

        if (Name == Roles.Patient && wanted.FirstOrDefault(p => !p.ForPatients) is { } others)
            throw new RuleBroken("not-for-patients", $"Patients see and change their own things only. Take this one away: {others.Sentence}.");

        (Permissions, MfaRequired) = ([.. wanted.Select(p => p.Name)], mfaRequired);
        Version++;
    }

    public PracticeRole ToReply() => new() { Role = Name, Version = Version, Permissions = { Permissions }, MfaRequired = MfaRequired };
}

/// <summary>Tokens of this person, or of this sign-in, issued until then, count no more. Kept for as long as such a token could live.</summary>
internal sealed record Revocation(Guid Subject, Instant At);
