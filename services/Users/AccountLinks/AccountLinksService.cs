using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.AccountLinks;

/// <summary>What notifications needs to mail a link; see the contract.</summary>
internal sealed class AccountLinksService(UsersDb db, LinkTokens tokens, IClock clock) : Contracts.AccountLinks.AccountLinksBase
{
    public override async Task<AccountLinkReply> GetLink(GetLinkRequest request, ServerCallContext context)
    {
        var id = request.LinkId.ToId("link_id");
        var link = await db.Set<AccountLink>().AsNoTracking().SingleOrDefaultAsync(l => l.Id == id, context.CancellationToken);
        if (link?.IsOpenAt(clock.GetCurrentInstant()) != true)
            throw new NotFound();

        var person = await db.People.AsNoTracking().SingleOrDefaultAsync(p => p.Id == link.PersonId, context.CancellationToken);
        return new AccountLinkReply
        {
            Kind = link.Kind,
            Email = link.Email,
            DisplayName = person?.DisplayName ?? "",
            Language = person is { Language.Length: > 0 } ? person.Language : "en",
            Address = tokens.AddressOf(link).AbsoluteUri,
        };
    }
}
