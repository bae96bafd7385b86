using Google.Protobuf.Collections;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.People;

internal sealed partial class PeopleService
{
    private const int MostIds = 500;

    public override async Task<GetPeopleReply> GetPeople(GetPeopleRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var ids = Ids(request.Ids, "ids");
        var asked = db.People.AsNoTracking().Where(p => ids.Contains(p.Id));
        if (!Person.IsKnownTo(caller))
            asked = asked.Where(p => p.Id == caller.PersonId || p.Roles.Contains(Roles.Doctor));

        var people = await asked.ToListAsync(context.CancellationToken);
        return new GetPeopleReply { People = { people.Select(p => p.ToReplyFor(caller)) } };
    }

    private static Guid[] Ids(RepeatedField<string> ids, string field) => ids.Count <= MostIds
        ? [.. ids.Select(id => id.ToId(field))]
        : throw new Malformed(field, $"Ask for at most {MostIds} people at a time.");
}
