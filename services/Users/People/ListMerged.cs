using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.People;

internal sealed partial class PeopleService
{
    public override async Task<ListMergedReply> ListMerged(ListMergedRequest request, ServerCallContext context)
    {
        var survivor = request.SurvivorId.ToId("survivor_id");
        var merged = await db.People.AsNoTracking().Where(p => p.MergedInto == survivor)
            .Join(db.Merges.Where(m => m.UndoneAt == null), p => p.Id, m => m.MergedId, (person, merge) => new { Person = person, Merge = merge })
            .OrderBy(m => m.Merge.At).ToListAsync(context.CancellationToken);
        return new ListMergedReply
        {
            Merged =
            {
                merged.Select(m => new MergedRecord
                {
                    Person = m.Person.ToReplyWithPhone(), Version = m.Person.Version, At = m.Merge.At.ToTimestamp(), By = m.Merge.By.ToString(),
                }),
            },
        };
    }
}
