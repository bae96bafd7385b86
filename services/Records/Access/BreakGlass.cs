using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Records.Ledger;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Access;

internal sealed partial class RecordAccessService
{
    private static readonly Duration Lately = Duration.FromDays(30);
    private const int TooOften = 3;

    public override async Task<Contracts.GlassBreak> BreakGlass(BreakGlassRequest request, ServerCallContext context)
    {
        var (id, patient, caller, ct) = (request.Id.ToId("id"), request.PatientId.ToId("patient_id"), context.Caller(), context.CancellationToken);
        var reason = ReasonOf(request.Reason);
        if (!GlassBreak.Codes.Contains(request.Code))
            throw new RuleBroken("code-unknown", "Choose what kind of emergency it is.");

        context.RequireFreshProof(time, FreshProof.InEmergency);
        await RequireKnownAsync(patient, ct);
        return await OnceAsync(id, patient, request, async () =>
        {
            var (now, standing) = (clock.GetCurrentInstant(), await standings.OfAsync(caller, patient, ct));
            if (standing.Basis is not null)
                throw new RuleBroken("may-see-it-already", "This record is open to you already.");

            // One at a time for each person, so that two at once cannot both be the third.
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({"glass-break " + caller.PersonId}, 0))", ct);
            var since = now - Lately;
            if (await db.GlassBreaks.CountAsync(g => g.PersonId == caller.PersonId && g.At > since && !(g.ReviewedAt != null && g.Justified), ct) >= TooOften)
                throw new RuleBroken("suspended", $"You have done this {TooOften} times in 30 days. The privacy officer has to look at those first.");

            using var ring = await records.KeysHeldAsync(standing.Patient, ct);
            var glass = GlassBreak.Break(id, standing.Patient, caller.PersonId, request.Code, reason, now, ring);
            db.Add(glass);
            db.Publish(new GlassBroken(id, glass.Version, standing.Patient, caller.PersonId, glass.EndsAt.ToDateTimeOffset(), now.ToDateTimeOffset()));
            db.Audit(context.OnRecord("glass.broken", standing, null).With("glass-break", id).With("code", request.Code).With("purpose", "BTG"));
            await db.SaveOrRefuse(ct);
            return ToReply(glass, ring);
        }, async () =>
        {
            var glass = await db.GlassBreaks.AsNoTracking().SingleOrDefaultAsync(g => g.Id == id && g.PersonId == caller.PersonId, ct) ?? throw new NotFound();
            using var ring = await keys.ForReadingAsync(glass.PatientId, ct);
            return ToReply(glass, ring);
        }, ct);
    }
}
