using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Access;

internal sealed partial class RecordAccessService
{
    public override async Task<Contracts.GlassBreak> ReviewGlassBreak(ReviewGlassBreakRequest request, ServerCallContext context)
    {
        var (id, by, ct) = (request.Id.ToId("id"), context.Caller().PersonId, context.CancellationToken);
        var comment = request.Comment.ToText("comment", 1000);
        var glass = await db.GlassBreaks.SingleOrDefaultAsync(g => g.Id == id, ct) ?? throw new NotFound();
        using var ring = await keys.ForReadingAsync(glass.PatientId, ct);
        glass.Review(by, request.Justified, comment, clock.GetCurrentInstant(), ring);
        db.Audit(context.Audited("glass.reviewed", glass.PatientId).With("glass-break", id).With("person", glass.PersonId).With("justified", request.Justified));
        await db.SaveOrRefuse(ct);
        return ToReply(glass, ring);
    }
}
