using NodaTime;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Accounts;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.SignIn;

/// <summary>
/// One sign-in in one browser. The cookie and every token of it name it (<c>sid</c>), and it is looked up whenever one of them is used: ended here,
/// it is ended everywhere.
/// </summary>
internal sealed class Session
{
    /// <summary>Whoever reads records leaves the room sooner than they think (45 CFR 164.312(a)(2)(iii), automatic logoff).</summary>
    public static readonly Duration IdleOfStaff = Duration.FromMinutes(15);
    public static readonly Duration IdleOfPatients = Duration.FromMinutes(60);

    /// <summary>A working day and no longer, however busy.</summary>
    public static readonly Duration Longest = Duration.FromHours(12);

    /// <summary>How long ended sessions are remembered; nobody asks for longer what signed them out.</summary>
    public static readonly Duration Keep = Duration.FromDays(7);

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid AccountId { get; init; }

    /// <summary>The account's stamp when it was last proven; another stamp (a new password) ends the session.</summary>
    public required string Stamp { get; set; }

    /// <summary>SHA-256 of what the cookie holds; renewed whenever the person proves more, so that the cookie of before opens nothing (ASVS 7.2.4).</summary>
    public required byte[] TicketHash { get; set; }

    /// <summary>"Firefox on Windows".</summary>
    public required string Device { get; init; }

    public required Instant StartedAt { get; init; }

    public required Instant LastSeenAt { get; set; }

    /// <summary>When the person last proved who they are, by whatever means.</summary>
    public required Instant AuthenticatedAt { get; set; }

    /// <summary>When they last did so by something beyond a password.</summary>
    public Instant? SecondFactorAt { get; set; }

    /// <summary>Authentication methods (RFC 8176).</summary>
    public required string[] Methods { get; set; }

    public Instant? EndedAt { get; set; }

    public bool HasSecondFactor => SecondFactorAt is not null;

    public static Duration IdleOf(Person person) => person.Roles.All(r => r == Roles.Patient) ? IdleOfPatients : IdleOfStaff;

    public bool IsAlive(Person person, Account account, Instant now) =>
        EndedAt is null
        && person.Active
        && Stamp == account.SecurityStamp
        && now - LastSeenAt <= IdleOf(person)
        && now - StartedAt <= Longest;
}
