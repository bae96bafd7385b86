using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.LinkedIdentities;

/// <summary>Which sign-ins of another provider are whose; see the contract.</summary>
internal sealed class LinkedIdentitiesService(UsersDb db, IClock clock, IConfiguration configuration) : Contracts.LinkedIdentities.LinkedIdentitiesBase
{
    // RFC 7519 leaves it open; OpenID Connect Core 2 says 255 characters of ASCII at most.
    private const int LongestSubject = 255;

    public override async Task<ListIdentitiesReply> ListIdentities(ListIdentitiesRequest request, ServerCallContext context)
    {
        var person = request.PersonId.ToId("person_id");
        var links = await db.LinkedIdentities.AsNoTracking().Where(l => l.PersonId == person).OrderBy(l => l.Id).ToListAsync(context.CancellationToken);
        return new ListIdentitiesReply { Identities = { links.Select(l => l.ToReply()) } };
    }

    public override async Task<Contracts.LinkedIdentity> LinkIdentity(LinkIdentityRequest request, ServerCallContext context)
    {
        var (id, subject, ct) = (request.PersonId.ToId("person_id"), request.Subject.Trim(), context.CancellationToken);
        if (!configuration.IsKeycloak())
            throw new RuleBroken("own-provider", "People sign in with the practice's own identity provider. Give the person a sign-in instead.");
        if (subject.Length == 0)
            throw new RuleBroken("subject-missing", "Enter the id that the identity provider knows the person by.");
        if (subject.Length > LongestSubject)
            throw new RuleBroken("subject-too-long", $"The id of a sign-in has at most {LongestSubject} characters.");

        var issuer = configuration.GetRequired("Identity:Authority");
        var person = await db.People.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct) ?? throw new NotFound();
        if (!person.Active)
            throw new RuleBroken("person-inactive", "This person has left the practice and cannot be given a sign-in.");
        if (await db.LinkedIdentities.AsNoTracking().SingleOrDefaultAsync(l => l.Issuer == issuer && l.Subject == subject && l.PersonId == id && l.EndedAt == null, ct) is { } there)
            return there.ToReply();

        var link = LinkedIdentity.Of(issuer, subject, id, context.Caller().PersonId, clock.GetCurrentInstant());
        db.LinkedIdentities.Add(link);
        db.Audit(context.Audited("identity.linked", id).With("issuer", issuer).With("sign_in", subject));
        await db.SaveOrRefuse(ct);
        return link.ToReply();
    }

    public override async Task<Contracts.LinkedIdentity> EndIdentity(EndIdentityRequest request, ServerCallContext context)
    {
        var (id, now, ct) = (request.Id.ToId("id"), clock.GetCurrentInstant(), context.CancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var link = await db.LinkedIdentities.SingleOrDefaultAsync(l => l.Id == id, ct) ?? throw new NotFound();
        link.End(now);
        await db.ShutOutAsync([link.Id, link.PersonId], now, ct);
        db.Audit(context.Audited("identity.ended", link.PersonId).With("issuer", link.Issuer).With("sign_in", link.Subject));
        await db.SaveOrRefuse(ct);
        await transaction.CommitAsync(ct);
        return link.ToReply();
    }
}
