using System.Globalization;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.Audit;

internal sealed partial class AuditService
{
    /// <summary>A minute is what a seal may take; five are trouble.</summary>
    private static readonly TimeSpan Overdue = TimeSpan.FromMinutes(5);

    public override async Task<ListEntriesReply> ListEntries(ListEntriesRequest request, ServerCallContext context)
    {
        var size = request.PageSize == 0 ? 50 : request.PageSize;
        if (size is < 1 or > 200)
            throw new Malformed("page_size", "The page size must be between 1 and 200.");

        var page = await Matching(request).OrderByDescending(e => e.Position).Take(size + 1).ToListAsync(context.CancellationToken);
        var shown = page.Take(size).ToList();
        var names = await NamesAsync(shown, context.CancellationToken);
        return new ListEntriesReply
        {
            Entries = { shown.Select(e => ToReply(e, names)) },
            NextPageToken = page.Count > size ? shown[^1].Position.ToString(CultureInfo.InvariantCulture) : "",
            Seal = await SealAsync(context.CancellationToken),
        };
    }

    private IQueryable<AuditEntry> Matching(ListEntriesRequest request)
    {
        var entries = db.Set<AuditEntry>().AsNoTracking();
        if (request.PersonId.ToIdOrNone("person_id")?.ToString() is { } person)
            entries = entries.Where(e => e.Actor == person || e.Subject == person);
        if (request.Action.ToText("action", 100) is { Length: > 0 } action)
            entries = entries.Where(e => e.Action == action || e.Action.StartsWith(action + "."));
        if (request.From is not null)
        {
            var from = request.From.ToInstant("from").ToDateTimeOffset();
            entries = entries.Where(e => e.OccurredAt >= from);
        }

        if (request.Until is not null)
        {
            var until = request.Until.ToInstant("until").ToDateTimeOffset();
            entries = entries.Where(e => e.OccurredAt < until);
        }

        if (request.PageToken.Length == 0)
            return entries;
        return long.TryParse(request.PageToken, NumberStyles.None, CultureInfo.InvariantCulture, out var before)
            ? entries.Where(e => e.Position < before)
            : throw new Malformed("page_token", "The field page_token must be what the page before gave.");
    }

    private async Task<Dictionary<string, string>> NamesAsync(IEnumerable<AuditEntry> entries, CancellationToken ct)
    {
        var ids = entries.SelectMany(e => new[] { e.Actor, e.Subject }).Select(id => Guid.TryParse(id, out var person) ? person : Guid.Empty).Distinct().ToList();
        var people = await db.People.AsNoTracking().Where(p => ids.Contains(p.Id)).ToListAsync(ct);
        return people.ToDictionary(p => p.Id.ToString(), p => p.DisplayName);
    }

    private async Task<Seal> SealAsync(CancellationToken ct)
    {
        if (await log.LastCheckpointAsync(ct) is not { } last)
            return new Seal();

        var late = time.GetUtcNow() - Overdue;
        return new Seal
        {
            Entries = last.Size,
            SealedAt = Timestamp.FromDateTimeOffset(last.SealedAt),
            Overdue = await db.Set<AuditEntry>().AnyAsync(e => (e.Seq == null || e.Seq > last.Size) && e.OccurredAt < late, ct),
        };
    }

    private static AuditedAct ToReply(AuditEntry entry, Dictionary<string, string> names) => new()
    {
        OccurredAt = Timestamp.FromDateTimeOffset(entry.OccurredAt),
        Actor = entry.Actor,
        ActorName = names.GetValueOrDefault(entry.Actor, ""),
        Action = entry.Action,
        Subject = entry.Subject ?? "",
        SubjectName = names.GetValueOrDefault(entry.Subject ?? "", ""),
        Outcome = entry.Outcome,
        OriginAddress = entry.OriginAddress ?? "",
        Details = { JsonSerializer.Deserialize<Dictionary<string, string>>(entry.Details)! },
        Sequence = entry.Seq ?? 0,
    };
}
