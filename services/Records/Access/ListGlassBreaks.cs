using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Access;

internal sealed partial class RecordAccessService
{
    public override async Task<ListGlassBreaksReply> ListGlassBreaks(ListGlassBreaksRequest request, ServerCallContext context)
    {
        var (caller, ct) = (context.Caller(), context.CancellationToken);
        List<GlassBreak> breaks;
        if (request.PatientId.ToIdOrNone("patient_id") is { } patient)
        {
            var owner = await standings.RequireOwnerAsync(caller, patient, ct);
            breaks = await db.GlassBreaks.AsNoTracking().Where(g => owner.Records.Contains(g.PatientId)).OrderByDescending(g => g.At).Take(Most).ToListAsync(ct);
        }
        else if (caller.May(Permissions.ReviewRecords))
        {
            breaks = await db.GlassBreaks.AsNoTracking().Where(g => g.ReviewedAt == null).OrderBy(g => g.At).Take(Most).ToListAsync(ct);
        }
        else
        {
            throw new NotAllowed();
        }

        return new ListGlassBreaksReply { GlassBreaks = { await ShowAsync(breaks, context) } };
    }
}
