using System.Globalization;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Ledger;

internal sealed partial class LedgerService
{
    // How far the record was is for the service, not for its owner.
    private static readonly string[] NotShown = [Facts.Version, Facts.Basis];

    public override async Task<ListAccessesReply> ListAccesses(ListAccessesRequest request, ServerCallContext context)
    {
        var (patient, ct) = (request.PatientId.ToId("patient_id"), context.CancellationToken);
        var owner = await standings.RequireOwnerAsync(context.Caller(), patient, ct);
        var size = request.PageSize == 0 ? 50 : request.PageSize;
        if (size is < 1 or > 200)
            throw new Malformed("page_size", "The page size must be between 1 and 200.");
        if (!long.TryParse(request.PageToken.Length == 0 ? $"{long.MaxValue}" : request.PageToken, NumberStyles.None, CultureInfo.InvariantCulture, out var before))
            throw new Malformed("page_token", "The field page_token must be what the page before gave.");

        var subjects = owner.Records.Select(r => (string?)r.ToString()).ToArray();
        var page = await db.Set<AuditEntry>().AsNoTracking().Where(e => subjects.Contains(e.Subject) && e.Position < before)
            .OrderByDescending(e => e.Position).Take(size + 1).ToListAsync(ct);
        return new ListAccessesReply
        {
            Accesses = { page.Take(size).Select(ToReply) },
            NextPageToken = page.Count > size ? page[size - 1].Position.ToString(CultureInfo.InvariantCulture) : "",
        };
    }

    private static RecordedAccess ToReply(AuditEntry entry)
    {
        var details = JsonSerializer.Deserialize<Dictionary<string, string>>(entry.Details)!;
        return new RecordedAccess
        {
            At = Timestamp.FromDateTimeOffset(entry.OccurredAt),
            ActorId = entry.Actor,
            Action = entry.Action,
            Outcome = entry.Outcome,
            Basis = details.GetValueOrDefault(Facts.Basis, ""),
            Details = { details.Where(d => !NotShown.Contains(d.Key)).ToDictionary() },
            Sequence = entry.Seq ?? 0,
        };
    }
}
