using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.LinkedIdentities;

/// <summary>Who is known by a sign-in, from the tables themselves.</summary>
internal sealed class LinkedInDirectory(IServiceScopeFactory scopes, IClock clock) : ILinkedPeople
{
    // An end that is being saved while this is read counts as later.
    private static readonly Duration Margin = Duration.FromSeconds(10);

    public async ValueTask<LinkedPerson?> FindAsync(string issuer, string subject, string token, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var asOf = clock.GetCurrentInstant() - Margin;
        return await FindAsync(scope.ServiceProvider.GetRequiredService<UsersDb>(), issuer, subject, ct) is { } found
            ? new(found.Person.Id, found.Person.DisplayName, found.Link.Id, asOf.ToDateTimeOffset())
            : null;
    }

    // Nothing is remembered here.
    public void Forget(string subject)
    {
    }

    /// <returns>The link that holds, and the active person it leads to: of a record that was merged, whoever stays.</returns>
    public static async Task<(LinkedIdentity Link, Person Person)?> FindAsync(UsersDb db, string issuer, string subject, CancellationToken ct)
    {
        var found = await db.LinkedIdentities.AsNoTracking()
            .Where(link => link.Issuer == issuer && link.Subject == subject && link.EndedAt == null)
            .SelectMany(link => db.People.AsNoTracking().Where(p => p.Active && (p.Id == link.PersonId
                || db.People.Any(merged => merged.Id == link.PersonId && merged.MergedInto == p.Id))), (link, person) => new { link, person })
            .SingleOrDefaultAsync(ct);
        return found is null ? null : (found.link, found.person);
    }
}
