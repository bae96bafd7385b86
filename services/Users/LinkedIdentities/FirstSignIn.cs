using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.LinkedIdentities;

/// <summary>
/// Finds whose first sign-in this is. Nobody is made by it: the provider says who has proven what, the directory who works here. In doubt an
/// administrator decides.
/// </summary>
internal static class FirstSignIn
{
    public static RuleBroken Unknown => new(
        "sign-in-unknown",
        "Nobody in the practice's directory goes with this sign-in. Ask an administrator to give your record the e-mail address that you sign in with.");

    /// <exception cref="RuleBroken">See the contract.</exception>
    public static async Task<Person> PersonAsync(UsersDb db, KeycloakSignIn signIn, CancellationToken ct)
    {
        var links = await db.LinkedIdentities.AsNoTracking().Where(l => l.Issuer == signIn.Issuer && l.Subject == signIn.Subject).ToListAsync(ct);
        if (links.Exists(l => l.EndedAt is null))
            throw new RuleBroken("person-inactive", "Your record at the practice is not active any more. Ask an administrator.");
        if (links.Count > 0)
            throw new RuleBroken("link-ended", "An administrator has parted this sign-in from its person. Ask them to link it again.");
        if (signIn.VerifiedEmail is not { } email)
            throw new RuleBroken("email-not-verified", "The e-mail address of your sign-in has not been verified. Verify it with the identity provider, then sign in again.");

        var person = await OnlyOneWithAsync(db, email, ct) ?? throw Unknown;
        if (signIn.Roles.Count == 0 || signIn.Roles.Except(person.Roles).Any())
            throw new RuleBroken("roles-differ", "Your sign-in has no role, or one that your record at the practice does not have. Ask an administrator to make the two alike.");
        if (await db.LinkedIdentities.AnyAsync(l => l.Issuer == signIn.Issuer && l.PersonId == person.Id && l.EndedAt == null, ct))
            throw new RuleBroken("linked-otherwise", "Your record at the practice goes with another sign-in already. Ask an administrator which of the two is yours.");
        return person;
    }

    /// <returns>Null also when several share the address: a family often does.</returns>
    private static async Task<Person?> OnlyOneWithAsync(UsersDb db, string email, CancellationToken ct)
    {
        var address = email.ToLowerInvariant();
        var found = await db.People.AsNoTracking().Where(p => p.Active && EF.Property<string>(p, UsersDb.EmailLower) == address).Take(2).ToListAsync(ct);
        return found.Count == 1 ? found[0] : null;
    }
}
