using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.Access.Contracts;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Users.LinkedIdentities;

/// <summary>Whose sign-in the caller's token is; a first one is linked, see the contract.</summary>
internal sealed class SignInsService(UsersDb db, IClock clock, ILinkedPeople people) : SignIns.SignInsBase
{
    public override async Task<SignInPerson> WhoAmI(WhoAmIRequest request, ServerCallContext context)
    {
        var (http, ct) = (context.GetHttpContext(), context.CancellationToken);
        if (KeycloakSignIn.Of(http.User) is not { } signIn)
            throw new RuleBroken("own-provider", "This sign-in is with the practice's own identity provider and needs no link.");

        if (await KnownAsync(signIn, ct) is { } known)
            return known;

        // First sign-ins take turns: several services may meet one at the same moment.
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('first-sign-in'))", ct);
        if (await KnownAsync(signIn, ct) is { } meanwhile)
            return meanwhile;

        var person = await FirstSignIn.PersonAsync(db, signIn, ct);
        db.LinkedIdentities.Add(LinkedIdentity.Of(signIn.Issuer, signIn.Subject, person.Id, by: null, clock.GetCurrentInstant()));
        db.Audit(http.Audited("identity.linked", person.Id, actor: person.Id).With("issuer", signIn.Issuer).With("sign_in", signIn.Subject));
        await db.SaveOrRefuse(ct);
        await transaction.CommitAsync(ct);
        return await KnownAsync(signIn, ct) ?? throw FirstSignIn.Unknown;
    }

    private async Task<SignInPerson?> KnownAsync(KeycloakSignIn signIn, CancellationToken ct) =>
        await people.FindAsync(signIn.Issuer, signIn.Subject, "", ct) is { } known
            ? new SignInPerson
            {
                PersonId = known.PersonId.ToString(),
                DisplayName = known.Name,
                LinkId = known.LinkId.ToString(),
                AsOf = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(known.AsOf),
            }
            : null;
}
