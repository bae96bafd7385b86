using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.Colleagues;

internal sealed partial class ColleaguesService
{
    public override async Task<ListColleaguesReply> ListColleagues(ListColleaguesRequest request, ServerCallContext context)
    {
        string[] staff = [.. Roles.Staff];
        var found = await db.People.AsNoTracking().Include(p => p.Identifiers)
            .Where(p => p.Roles.Any(role => staff.Contains(role)))
            .OrderBy(p => p.SortName).ThenBy(p => p.Id)
            .Select(p => new { Person = p, CanSignIn = db.Accounts.Any(a => a.Id == p.Id) })
            .ToListAsync(context.CancellationToken);
        return new ListColleaguesReply { Colleagues = { found.Select(f => ToReply(f.Person, f.CanSignIn)) } };
    }
}
