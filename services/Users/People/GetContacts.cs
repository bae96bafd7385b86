using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.People;

internal sealed partial class PeopleService
{
    public override async Task<GetContactsReply> GetContacts(GetContactsRequest request, ServerCallContext context)
    {
        var ids = Ids(request.PersonIds, "person_ids");
        var people = await db.People.AsNoTracking().Where(p => ids.Contains(p.Id)).ToListAsync(context.CancellationToken);
        return new GetContactsReply { Contacts = { people.Select(ToContact) } };
    }

    private static Contact ToContact(Person person) => new()
    {
        PersonId = person.Id.ToString(),
        DisplayName = person.DisplayName,
        Email = person.Email,
        Language = person.Language.Length > 0 ? person.Language : "en",
    };
}
