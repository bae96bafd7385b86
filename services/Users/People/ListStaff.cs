using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.People;

internal sealed partial class PeopleService
{
    public override async Task<ListStaffReply> ListStaff(ListStaffRequest request, ServerCallContext context)
    {
        var (caller, roles) = (context.Caller(), Roles.Staff.ToArray());
        var staff = await db.People.AsNoTracking()
            .Where(p => p.Active && p.MergedInto == null && p.Roles.Any(role => roles.Contains(role)))
            .OrderBy(p => p.SortName).ThenBy(p => p.Id)
            .ToListAsync(context.CancellationToken);
        return new ListStaffReply { Staff = { staff.Select(p => p.ToReplyFor(caller)) } };
    }
}
