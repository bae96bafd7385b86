using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Records.Keys;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Access;

internal sealed partial class RecordAccessService
{
    public override async Task<Contracts.GlassBreak> ReviewGlassBreak(ReviewGlassBreakRequest request, ServerCallContext context)
    {
        var (id, by, ct) = (request.Id.ToId("id"), context.Caller().PersonId, context.CancellationToken);
        var comment = request.Comment.ToText("comment", 1000);
        var glass = await db.GlassBreaks.SingleOrDefaultAsync(g => g.Id == id, ct) ?? throw new NotFound();
        using var ring = await KeysLeftAsync(glass.PatientId, ct);
        glass.Review(by, request.Justified, comment, clock.GetCurrentInstant(), ring);
        db.Audit(context.Audited("glass.reviewed", glass.PatientId).With("glass-break", id).With("person", glass.PersonId).With("justified", request.Justified));
        await db.SaveOrRefuse(ct);
        return ring is null ? ToReply(glass, words: null) : ToReply(glass, ring);
    }

    private async Task<KeyRing?> KeysLeftAsync(Guid patient, CancellationToken ct)
    {
        try
        {
            return await keys.ForReadingAsync(patient, ct);
        }
        catch (RuleBroken erased) when (erased.Code == "record-erased")
        {
            return null;
        }
    }
}
