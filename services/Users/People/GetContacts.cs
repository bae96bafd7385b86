using Grpc.Core;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.People;

internal sealed partial class PeopleService
{
    public override async Task<GetContactsReply> GetContacts(GetContactsRequest request, ServerCallContext context)
    {
        var ids = Ids(request.PersonIds, "person_ids");
        var known = await KnownAsync(ids, context.CancellationToken);
        return new GetContactsReply { Contacts = { known.Select(k => ToContact(k.Id, k.Person)) } };
    }

    private static Contact ToContact(Guid askedFor, Person person) => new()
    {
        PersonId = askedFor.ToString(),
        DisplayName = person.DisplayName,
        Email = person.Email,
        Language = person.Language.Length > 0 ? person.Language : "en",
    };
}
