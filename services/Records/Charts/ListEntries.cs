using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Records.Charts;

internal sealed partial class ChartsService
{
    public override Task<ListEntriesReply> ListEntries(ListEntriesRequest request, ServerCallContext context)
    {
        var size = request.PageSize == 0 ? 50 : request.PageSize;
        if (size is < 1 or > 200)
            throw new Malformed("page_size", "The page size must be between 1 and 200.");
        var (kinds, after) = (NamesOf(request.Kinds), PageToken.Parse(request.PageToken, "page_token"));

        return ReadAsync(request.PatientId, kinds.Length == 0 ? "timeline" : string.Join(' ', kinds), context, async chart =>
        {
            var page = await TimelineOf(chart, kinds, after).Take(size + 1).ToListAsync(context.CancellationToken);
            var reply = new ListEntriesReply
            {
                Entries = { chart.Show(page.Take(size)) },
                NextPageToken = page.Count > size ? PageToken.After(page[size - 1]) : "",
            };
            reply.Withheld = chart.Withheld;
            return reply;
        });
    }

    private static string[] NamesOf(IEnumerable<Kind> kinds) =>
        [.. kinds.Where(k => k != Kind.Any).Select(k => Enum.IsDefined(k) ? k.ToString().ToLowerInvariant() : throw new Malformed("kinds", "There is no such kind of entry."))];

    private IQueryable<Entry> TimelineOf(Chart chart, string[] kinds, (Instant At, Guid Id)? after)
    {
        var entries = EntriesOf(chart);
        if (kinds.Length > 0)
            entries = entries.Where(e => kinds.Contains(e.Kind));
        if (after is var (at, id))
            entries = entries.Where(e => e.HappenedAt < at || e.HappenedAt == at && e.Id < id);
        return entries.OrderByDescending(e => e.HappenedAt).ThenByDescending(e => e.Id);
    }
}
