using System.Text;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Crypto;
using PracticeAspire.Records.Keys;

namespace PracticeAspire.Records.Access;

/// <summary>That someone opened a record that was closed to them, why, and what somebody else made of it afterwards.</summary>
internal sealed class GlassBreak
{
    public static readonly Duration Lasts = Duration.FromMinutes(30);

    /// <summary>In how many working days somebody else must have looked at it.</summary>
    public const int ReviewedWithin = 3;

    /// <summary>Why a record may be opened like this.</summary>
    public static readonly IReadOnlyList<string> Codes = ["emergency", "unconscious", "covering", "public-health"];

    public Guid Id { get; private init; }

    public long Version { get; private set; }

    public Guid PatientId { get; private init; }

    public Guid PersonId { get; private init; }

    public required string Code { get; init; }

    public byte[] SealedReason { get; private init; } = [];

    public Instant At { get; private init; }

    public Instant EndsAt { get; private init; }

    public Instant? ReviewedAt { get; private set; }

    public Guid? ReviewedBy { get; private set; }

    public byte[]? SealedReview { get; private set; }

    public bool Justified { get; private set; }

    /// <summary>When it was last told that nobody had looked at it in time.</summary>
    public Instant? OverdueAt { get; private set; }

    public static GlassBreak Break(Guid id, Guid patient, Guid person, string code, string reason, Instant now, KeyRing keys) => new()
    {
        Id = id,
        Version = 1,
        PatientId = patient,
        PersonId = person,
        Code = code,
        SealedReason = keys.Seal(Place(id, patient, "reason"), Encoding.UTF8.GetBytes(reason)),
        At = now,
        EndsAt = now + Lasts,
    };

    public bool IsOverdue(Instant now) => ReviewedAt is null && WorkingDays.Since(At, now) > ReviewedWithin;

    public void MarkOverdue(Instant now) => (OverdueAt, Version) = (now, Version + 1);

    /// <param name="keys">Null when the record was erased: what was found is not kept then, only that somebody looked.</param>
    public void Review(Guid by, bool justified, string comment, Instant now, KeyRing? keys)
    {
        if (by == PersonId)
            throw new RuleBroken("own-act", "Somebody else has to look at this.");
        if (ReviewedAt is not null)
            throw new RuleBroken("reviewed-already", "Somebody has looked at this already.");
        if (comment.Length == 0)
            throw new RuleBroken("comment-missing", "Say what you found.");
        (ReviewedAt, ReviewedBy, Justified, Version) = (now, by, justified, Version + 1);
        SealedReview = keys?.Seal(Place(Id, PatientId, "review"), Encoding.UTF8.GetBytes(comment));
    }

    public string Reason(KeyRing keys) => Encoding.UTF8.GetString(keys.Open(Place(Id, PatientId, "reason"), SealedReason));

    public string Comment(KeyRing keys) => SealedReview is null ? "" : Encoding.UTF8.GetString(keys.Open(Place(Id, PatientId, "review"), SealedReview));

    private static Binding Place(Guid id, Guid patient, string column) => new("glass_break", column, id, patient, 1);
}
