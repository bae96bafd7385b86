using System.Collections.Frozen;
using PracticeAspire.Access.Contracts;

namespace PracticeAspire.ServiceDefaults;

/// <summary>
/// Which role may do what, as the users service said last. Before it has said anything nobody may do anything; when it falls silent, what it
/// said last holds: without it there are no new tokens either, and old ones end within minutes.
/// </summary>
public sealed class AccessRules
{
    private static readonly State Nothing = new(FrozenDictionary<string, Role>.Empty, FrozenDictionary<Guid, DateTimeOffset>.Empty);

    private readonly TaskCompletionSource known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile State state = Nothing;

    /// <summary>Completes when the rules are known for the first time.</summary>
    public Task Known => known.Task;

    public void Take(AccessState said)
    {
        state = new(
            said.Roles.ToFrozenDictionary(r => r.Role, r => new Role(r.Permissions.ToFrozenSet(), r.MfaRequired)),
            said.Revocations.Where(r => Guid.TryParse(r.Subject, out _)).ToFrozenDictionary(r => Guid.Parse(r.Subject), r => r.At.ToDateTimeOffset()));
        known.TrySetResult();
    }

    /// <summary>Whether any of the roles may.</summary>
    public bool Allow(IReadOnlyList<string> roles, string permission)
    {
        var (now, count) = (state, roles.Count);
        for (var i = 0; i < count; i++)
        {
            if (now.Roles.TryGetValue(roles[i], out var role) && role.Permissions.Contains(permission))
                return true;
        }

        return false;
    }

    /// <summary>Whether any of the roles asks for more than a password.</summary>
    public bool RequireSecondFactor(IReadOnlyList<string> roles)
    {
        var now = state;
        return roles.Any(name => now.Roles.TryGetValue(name, out var role) && role.MfaRequired);
    }

    /// <summary>Whether what was issued then to this person, or in this sign-in, counts no more.</summary>
    public bool IsRevoked(Guid subject, DateTimeOffset issuedAt) => state.Revocations.TryGetValue(subject, out var at) && issuedAt <= at;

    private sealed record Role(FrozenSet<string> Permissions, bool MfaRequired);

    private sealed record State(FrozenDictionary<string, Role> Roles, FrozenDictionary<Guid, DateTimeOffset> Revocations);
}
