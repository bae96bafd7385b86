using System.Text;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Crypto;
using PracticeAspire.Records.Keys;

namespace PracticeAspire.Records.Access;

/// <summary>That someone asks to see a record, what the owner decided, and until when it holds.</summary>
internal sealed class AccessRequest
{
    public const string Asked = "asked";
    public const string Approved = "approved";
    public const string Denied = "denied";
    public const string Ended = "ended";

    private static readonly Duration Longest = Duration.FromDays(366);

    public Guid Id { get; private init; }

    public long Version { get; private set; }

    public Guid PatientId { get; private init; }

    public Guid RequesterId { get; private init; }

    /// <summary>Why, sealed like the record: it may well say what is in it.</summary>
    public byte[] SealedReason { get; private init; } = [];

    public bool RestrictedToo { get; private set; }

    public required string Status { get; set; }

    public Instant AskedAt { get; private init; }

    public Instant WantedUntil { get; private init; }

    public Instant? DecidedAt { get; private set; }

    public Guid? DecidedBy { get; private set; }

    /// <summary>Exactly when what was approved closes.</summary>
    public Instant? EndsAt { get; private set; }

    public static AccessRequest Ask(Guid id, Guid patient, Guid requester, string reason, bool restrictedToo, Instant wantedUntil, Instant now, KeyRing keys)
    {
        RequireEnd(wantedUntil, now);
        return new AccessRequest
        {
            Id = id,
            Version = 1,
            PatientId = patient,
            RequesterId = requester,
            SealedReason = keys.Seal(Place(id, patient), Encoding.UTF8.GetBytes(reason)),
            RestrictedToo = restrictedToo,
            Status = Asked,
            AskedAt = now,
            WantedUntil = wantedUntil,
        };
    }

    public bool IsOpenAt(Instant now) => Status == Approved && EndsAt > now;

    public void Approve(Guid by, Instant endsAt, bool restrictedToo, Instant now)
    {
        RequireEnd(endsAt, now);
        Decide(Approved, by, now);
        (EndsAt, RestrictedToo) = (endsAt, restrictedToo);
    }

    public void Deny(Guid by, Instant now) => Decide(Denied, by, now);

    public void End(Instant now)
    {
        if (!IsOpenAt(now))
            throw new RuleBroken("not-open", "This access is not open any more.");
        (Status, EndsAt, Version) = (Ended, now, Version + 1);
    }

    public string Reason(KeyRing keys) => Encoding.UTF8.GetString(keys.Open(Place(Id, PatientId), SealedReason));

    private void Decide(string status, Guid by, Instant now)
    {
        if (Status != Asked)
            throw new RuleBroken("decided-already", "This was decided already.");
        (Status, DecidedBy, DecidedAt, Version) = (status, by, now, Version + 1);
    }

    private static void RequireEnd(Instant end, Instant now)
    {
        if (end <= now)
            throw new RuleBroken("end-missing", "Say until when: a time that is still to come.");
        if (end > now + Longest)
            throw new RuleBroken("end-too-far", "Access is given for a year at most. It can be asked for again then.");
    }

    private static Binding Place(Guid id, Guid patient) => new("access_request", "reason", id, patient, 1);
}
