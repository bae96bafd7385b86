using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.People;

internal sealed partial class PeopleService
{
    public override async Task<ListPractitionersReply> ListPractitioners(ListPractitionersRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var practitioners = await db.People.AsNoTracking()
            .Where(p => p.Active && p.Roles.Contains(Roles.Doctor))
            .OrderBy(p => p.SortName).ThenBy(p => p.Id)
            .ToListAsync(context.CancellationToken);
        return new ListPractitionersReply { Practitioners = { practitioners.Select(p => p.ToReplyFor(caller)) } };
    }
}
