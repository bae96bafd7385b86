using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace PracticeAspire.Users.AccountLinks;

/// <summary>
/// A link that is mailed to someone so that they can choose a password: whoever opens it reads that mailbox. Good once, for a while. What the
/// link itself holds is not kept; it is made of the id when it is needed (<see cref="LinkTokens"/>).
/// </summary>
internal sealed class AccountLink
{
    /// <summary>Someone in the directory gets their first sign-in.</summary>
    public const string Invitation = "invitation";

    /// <summary>Someone who signs in has forgotten the password.</summary>
    public const string PasswordReset = "password-reset";

    /// <summary>Someone the practice may not know yet wants to become a patient.</summary>
    public const string Registration = "registration";

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Kind { get; init; }

    /// <summary>Whose sign-in it is about; none for a registration, and none when nobody signs in with the address (nothing is mailed then).</summary>
    public required Guid? PersonId { get; init; }

    /// <summary>Where it goes, and what the person signs in with; in lower case, so that one mailbox is one.</summary>
    public required string Email { get; init; }

    public required Instant AskedAt { get; init; }

    public required Instant ExpiresAt { get; init; }

    public Instant? UsedAt { get; private init; }

    public static AccountLink For(string kind, Guid? person, string email, Instant now) => new()
    {
        Kind = kind,
        PersonId = person,
        Email = email.ToLowerInvariant(),
        AskedAt = now,
        ExpiresAt = now + LifeOf(kind),
    };

    public bool IsOpenAt(Instant now) => UsedAt is null && now < ExpiresAt;

    /// <summary>What is out for a person opens nothing any more: another one takes its place, or who they are has changed.</summary>
    public static Task<int> EndThoseOfAsync(Guid person, UsersDb db, Instant now, CancellationToken ct) =>
        db.Set<AccountLink>().Where(l => l.PersonId == person && l.UsedAt == null).ExecuteUpdateAsync(set => set.SetProperty(l => l.UsedAt, now), ct);

    private static Duration LifeOf(string kind) => kind switch
    {
        Invitation => Duration.FromDays(7),
        Registration => Duration.FromDays(1),
        _ => Duration.FromHours(1),
    };
}
