using Microsoft.EntityFrameworkCore;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.Accounts;

/// <summary>Who may not sign in with a password alone: whoever has a role of which an administrator, or the product as it comes, says so.</summary>
internal sealed class MfaRules(UsersDb db)
{
    public async Task<bool> RequiredForAsync(Person person, CancellationToken ct)
    {
        var decided = await db.Roles.AsNoTracking().Where(r => person.Roles.Contains(r.Name)).ToDictionaryAsync(r => r.Name, r => r.MfaRequired, ct);
        return person.Roles.Any(role => decided.GetValueOrDefault(role, Permissions.DefaultsOf(role).MfaRequired));
    }
}
