using Google.Protobuf;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Entries;
using PracticeAspire.Records.Keys;
using PracticeAspire.Records.Ledger;

namespace PracticeAspire.Records.Access;

/// <summary>Who may see records; see the contract.</summary>
internal sealed partial class RecordAccessService(
    RecordsDb db, PatientRecords records, Standings standings, PatientKeys keys, TellOfDamage damage, IClock clock, TimeProvider time)
    : Contracts.RecordAccess.RecordAccessBase
{
    private const int ShortestReason = 15;

    private static string ReasonOf(string text) => text.ToText("reason", 1000) is { Length: >= ShortestReason } reason
        ? reason
        : throw new RuleBroken("reason-too-short", $"Say why in {ShortestReason} characters or more. The patient reads it.");

    /// <summary>Carries out once what is asked, and keeps nothing of it that could be read.</summary>
    private async Task<TReply> OnceAsync<TReply>(Guid id, Guid patient, IMessage request, Func<Task<TReply>> work, Func<Task<TReply>> again, CancellationToken ct)
    {
        byte[] fingerprint;
        using (var ring = await records.KeysAsync(patient, ct))
            fingerprint = ring.Fingerprint(request);
        return await db.OncePrivately(id, fingerprint, work, again, ct);
    }

    private async Task RequireKnownAsync(Guid patient, CancellationToken ct)
    {
        if (!await IsKnownAsync(patient, ct))
            throw new RuleBroken("patient-unknown", "There is no such patient.");
    }

    private Task<bool> IsKnownAsync(Guid patient, CancellationToken ct) => db.Patients.AnyAsync(p => p.Id == patient, ct);

    private async Task<Contracts.AccessRequest> ReplyAsync(AccessRequest request, CancellationToken ct)
    {
        using var ring = await keys.ForReadingAsync(request.PatientId, ct);
        return ToReply(request, ring);
    }

    private Contracts.AccessRequest ToReply(AccessRequest request, KeyRing ring) => ToReply(request, request.Reason(ring));

    /// <param name="reason">Null when it cannot be read any more.</param>
    private Contracts.AccessRequest ToReply(AccessRequest request, string? reason) => new()
    {
        Id = request.Id.ToString(),
        PatientId = request.PatientId.ToString(),
        RequesterId = request.RequesterId.ToString(),
        Reason = reason ?? "",
        ReasonUnreadable = reason is null,
        RestrictedToo = request.RestrictedToo,
        Status = request.Status == AccessRequest.Approved && !request.IsOpenAt(clock.GetCurrentInstant()) ? "over" : request.Status,
        AskedAt = request.AskedAt.ToTimestamp(),
        WantedUntil = request.WantedUntil.ToTimestamp(),
        DecidedAt = request.DecidedAt?.ToTimestamp(),
        DecidedBy = request.DecidedBy?.ToString() ?? "",
        EndsAt = request.EndsAt?.ToTimestamp(),
    };

    private Contracts.GlassBreak ToReply(GlassBreak glass, KeyRing ring) => ToReply(glass, new GlassWords(glass.Reason(ring), glass.Comment(ring)));

    /// <param name="words">Null when they cannot be read any more.</param>
    private Contracts.GlassBreak ToReply(GlassBreak glass, GlassWords? words) => new()
    {
        Id = glass.Id.ToString(),
        PatientId = glass.PatientId.ToString(),
        PersonId = glass.PersonId.ToString(),
        Code = glass.Code,
        Reason = words?.Reason ?? "",
        ReasonUnreadable = words is null,
        At = glass.At.ToTimestamp(),
        EndsAt = glass.EndsAt.ToTimestamp(),
        ReviewedAt = glass.ReviewedAt?.ToTimestamp(),
        ReviewedBy = glass.ReviewedBy?.ToString() ?? "",
        Review = words?.Review ?? "",
        Justified = glass.Justified,
        Overdue = glass.IsOverdue(clock.GetCurrentInstant()),
    };

    private static Contracts.KeptOut ToReply(KeptOut kept) =>
        new() { PatientId = kept.PatientId.ToString(), PersonId = kept.PersonId.ToString(), Since = kept.Since.ToTimestamp() };

    private sealed record GlassWords(string Reason, string Review);
}
