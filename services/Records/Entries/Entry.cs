using Google.Protobuf;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Records.Crypto;
using PracticeAspire.Records.Keys;

namespace PracticeAspire.Records.Entries;

/// <summary>
/// One entry of a patient's record. What it says is sealed; beside that lies only what finding it needs: whose it is, of what kind, from when and by
/// whom. That cannot be changed unseen either, the seal covers it.
/// </summary>
internal sealed class Entry
{
    public Guid Id { get; private init; }

    /// <summary>The patient's record it was written into, also when that was merged into another since.</summary>
    public Guid PatientId { get; private init; }

    /// <summary>The name of one of <see cref="Contracts.Kind"/>, in lower case.</summary>
    public required string Kind { get; init; }

    public long Version { get; private set; }

    public Instant HappenedAt { get; private set; }

    public Instant RecordedAt { get; private set; }

    /// <summary>Null: it was imported.</summary>
    public Guid? AuthorId { get; private set; }

    public Instant? SignedAt { get; private set; }

    public Guid? SignedBy { get; private set; }

    public Instant? RetractedAt { get; private set; }

    /// <summary>A keyed hash of what it was imported from, so that importing it again finds it.</summary>
    public byte[]? Origin { get; private init; }

    public byte[] Sealed { get; private set; } = [];

    private Binding Place => new("entry", "content", Id, PatientId, Version, string.Join(
        '|', Kind, Micro(HappenedAt), Micro(RecordedAt), AuthorId, Micro(SignedAt), SignedBy, Micro(RetractedAt)));

    /// <param name="fileKey">Of a document: what its segments are sealed with.</param>
    public static Entry Write(
        Guid id, Guid patient, Guid? author, Instant happenedAt, Instant now, Content content, bool sign, KeyRing keys, byte[]? origin = null, FileKey? fileKey = null)
    {
        RequireHappened(happenedAt, now);
        var entry = new Entry
        {
            Id = id,
            PatientId = patient,
            Kind = KindOf(content),
            Version = 1,
            HappenedAt = ToMicroseconds(happenedAt),
            RecordedAt = ToMicroseconds(now),
            AuthorId = author,
            Origin = origin,
        };
        if (sign && author is { } signer)
            entry.SignBy(signer, now);
        entry.Seal(new Kept { Content = content, FileKey = fileKey is null ? ByteString.Empty : ByteString.CopyFrom(fileKey.ToBytes()) }, keys);
        return entry;
    }

    /// <summary>Says something else from now on. What it said is kept by the caller before.</summary>
    /// <param name="author">Null: it was imported anew.</param>
    /// <param name="reason">Needed once it is signed.</param>
    public void Amend(Guid? author, Instant happenedAt, Content content, string reason, bool sign, Instant now, KeyRing keys)
    {
        RequireStanding();
        RequireHappened(happenedAt, now);
        if (KindOf(content) != Kind)
            throw new RuleBroken("kind-changed", "An entry stays what it is. Mark this one as a mistake and write another.");
        if (SignedAt is not null && reason.Length == 0)
            throw new RuleBroken("reason-missing", "This was signed. Say why it is amended.");
        var before = Read(keys);
        if (content.Document is { } file && !IsSameFile(file, before.Content.Document))
            throw new RuleBroken("file-changed", "A file stays what it is. Mark this one as a mistake and attach the other.");

        (Version, HappenedAt, RecordedAt, AuthorId) = (Version + 1, ToMicroseconds(happenedAt), ToMicroseconds(now), author);
        if ((sign || SignedAt is not null) && author is { } signer)
            SignBy(signer, now);
        Seal(new Kept { Content = content, AmendedBecause = reason, FileKey = before.FileKey }, keys);
    }

    public void Sign(Guid signer, Instant now, KeyRing keys)
    {
        RequireStanding();
        if (SignedAt is not null)
            throw new RuleBroken("signed-already", "This is signed already.");
        if (signer != AuthorId)
            throw new RuleBroken("not-the-author", "Only who wrote it can sign it.");

        var kept = Read(keys);
        Version++;
        SignBy(signer, now);
        Seal(kept, keys);
    }

    /// <param name="by">Null: its source said so.</param>
    public void Retract(Guid? by, string reason, Instant now, KeyRing keys)
    {
        RequireStanding();
        if (reason.Length == 0)
            throw new RuleBroken("reason-missing", "Say why this should not be here.");

        var kept = Read(keys);
        kept.RetractedBecause = reason;
        (Version, RecordedAt, RetractedAt, AuthorId) = (Version + 1, ToMicroseconds(now), ToMicroseconds(now), by);
        Seal(kept, keys);
    }

    /// <summary>Whether this is what it says already.</summary>
    public bool Says(Content content, Instant happenedAt, KeyRing keys) => ToMicroseconds(happenedAt) == HappenedAt && Read(keys).Content.Equals(content);

    /// <exception cref="Damaged">It is not what was written here.</exception>
    public Kept Read(KeyRing keys) => Kept.Parser.ParseFrom(keys.Open(Place, Sealed));

    public static string KindOf(Content content) => content.KindCase == Content.KindOneofCase.None
        ? throw new RuleBroken("nothing-written", "There is nothing in it yet.")
        : content.KindCase.ToString().ToLowerInvariant();

    // What it is called may change, what it is not.
    private static bool IsSameFile(Document file, Document other) =>
        (file.FileName, file.MediaType, file.Size, file.Sha256) == (other.FileName, other.MediaType, other.Size, other.Sha256);

    private void SignBy(Guid signer, Instant now) => (SignedAt, SignedBy) = (ToMicroseconds(now), signer);

    private void Seal(Kept kept, KeyRing keys) => Sealed = keys.Seal(Place, kept.ToByteArray());

    private static void RequireHappened(Instant happenedAt, Instant now)
    {
        if (happenedAt > now + Duration.FromDays(1))
            throw new RuleBroken("in-the-future", "An entry tells of what has happened. Give a time that is not in the future.");
    }

    private void RequireStanding()
    {
        if (RetractedAt is not null)
            throw new RuleBroken("entered-in-error", "This was marked as a mistake. Write another entry instead.");
    }

    // What the database keeps of an instant, so that what is sealed is what is read.
    private static Instant ToMicroseconds(Instant instant) => Instant.FromUnixTimeTicks(Micro(instant) * 10);

    private static long Micro(Instant instant) => instant.ToUnixTimeTicks() / 10;

    private static long? Micro(Instant? instant) => instant is { } known ? Micro(known) : null;
}
