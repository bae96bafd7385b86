using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.People;

internal sealed partial class PeopleService
{
    public override async Task<Contact> GetContact(GetContactRequest request, ServerCallContext context)
    {
        if (!context.Caller().IsService)
            throw new NotAllowed();

        var id = request.PersonId.ToId("person_id");
        var person = await db.People.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, context.CancellationToken) ?? throw new NotFound();
        return new Contact
        {
            PersonId = person.Id.ToString(),
            DisplayName = person.DisplayName,
            Email = person.Email,
            Language = person.Language.Length > 0 ? person.Language : "en",
        };
    }
}
