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
        if (request.Ids.Count > MostIds)
            throw new Malformed("ids", $"Ask for at most {MostIds} people at a time.");

        var ids = request.Ids.Select(id => id.ToId("ids")).ToArray();
        var asked = db.People.AsNoTracking().Where(p => ids.Contains(p.Id));
        if (!caller.IsStaff && !caller.IsService)
            asked = asked.Where(p => p.Id == caller.PersonId || p.Roles.Contains(Roles.Doctor));

        var people = await asked.ToListAsync(context.CancellationToken);
        return new GetPeopleReply { People = { people.Select(p => p.ToReplyFor(caller)) } };
    }
}
