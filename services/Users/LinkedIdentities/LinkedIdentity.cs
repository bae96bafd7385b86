using NodaTime;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Users.LinkedIdentities;

/// <summary>Whose sign-in with another identity provider this is. One that ended stays, so that the next sign-in is not linked again by itself.</summary>
internal sealed class LinkedIdentity
{
    private LinkedIdentity()
    {
    }

    public Guid Id { get; private init; }

    public string Issuer { get; private init; } = "";

    public string Subject { get; private init; } = "";

    public Guid PersonId { get; private init; }

    public Instant LinkedAt { get; private init; }

    /// <summary>Who decided it; nobody where an e-mail address said so.</summary>
    public Guid? LinkedBy { get; private init; }

    public Instant? EndedAt { get; private set; }

    public static LinkedIdentity Of(string issuer, string subject, Guid person, Guid? by, Instant now) => new()
    {
        Id = Guid.CreateVersion7(),
        Issuer = issuer,
        Subject = subject,
        PersonId = person,
        LinkedAt = now,
        LinkedBy = by,
    };

    public void End(Instant now) =>
        EndedAt = EndedAt is null ? now : throw new RuleBroken("link-ended", "This sign-in has been parted from its person already.");

    public Contracts.LinkedIdentity ToReply() => new()
    {
        Id = Id.ToString(),
        PersonId = PersonId.ToString(),
        Issuer = Issuer,
        Subject = Subject,
        LinkedAt = LinkedAt.ToTimestamp(),
        LinkedBy = LinkedBy?.ToString() ?? "",
        EndedAt = EndedAt?.ToTimestamp(),
    };
}
