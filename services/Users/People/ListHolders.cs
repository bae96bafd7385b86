using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Access;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.People;

internal sealed partial class PeopleService
{
    public override async Task<ListHoldersReply> ListHolders(ListHoldersRequest request, ServerCallContext context)
    {
        if (!Permissions.All.Any(p => p.Name == request.Permission && !p.ForPatients))
            throw new Malformed("permission", $"There is no permission '{request.Permission}' that only colleagues can have.");

        var decided = await db.Roles.AsNoTracking().ToDictionaryAsync(r => r.Name, context.CancellationToken);
        string[] holding = [.. Role.Names.Where(name => (decided.GetValueOrDefault(name) ?? Role.AsItComes(name)).Permissions.Contains(request.Permission))];
        var holders = await db.People.AsNoTracking()
            .Where(p => p.Active && p.MergedInto == null && p.Roles.Any(role => holding.Contains(role)))
            .OrderBy(p => p.Id).Select(p => p.Id).ToListAsync(context.CancellationToken);
        return new ListHoldersReply { PersonIds = { holders.Select(id => id.ToString()) } };
    }
}
