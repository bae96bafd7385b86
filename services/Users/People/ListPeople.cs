using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.People;

internal sealed partial class PeopleService
{
    public override async Task<ListPeopleReply> ListPeople(ListPeopleRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var size = request.PageSize == 0 ? 50 : request.PageSize;
        if (size is < 1 or > 200)
            throw new Malformed("page_size", "The page size must be between 1 and 200.");

        var listed = db.People.AsNoTracking().Where(p => p.MergedInto == null);
        if (request.Role.Length > 0)
        {
            if (request.Role != Roles.Patient && !Roles.Staff.Contains(request.Role))
                throw new Malformed("role", "There is no such role.");
            listed = listed.Where(p => p.Roles.Contains(request.Role));
        }

        // The token is the last person's id and not their name, because tokens end up in addresses and logs.
        if (request.PageToken.ToIdOrNone("page_token") is { } last)
        {
            listed = listed.Where(p => db.People.Any(l =>
                l.Id == last && (p.SortName.CompareTo(l.SortName) > 0 || (p.SortName == l.SortName && p.Id > l.Id))));
        }

        var page = await listed.OrderBy(p => p.SortName).ThenBy(p => p.Id).Take(size + 1)
            .Select(p => new { Person = p, CanSignIn = db.Accounts.Any(a => a.Id == p.Id) })
            .ToListAsync(context.CancellationToken);
        var reply = new ListPeopleReply { NextPageToken = page.Count > size ? page[size - 1].Person.Id.ToString() : "" };
        reply.People.AddRange(page.Take(size).Select(row => new ListedPerson
        {
            Person = row.Person.ToReply(),
            Email = row.Person.Email,
            Phone = row.Person.Phone,
            Active = row.Person.Active,
            CanSignIn = row.CanSignIn && caller.May(Permissions.ManageStaff),
        }));
        return reply;
    }
}
