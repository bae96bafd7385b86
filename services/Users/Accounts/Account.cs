using Microsoft.AspNetCore.Identity;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.Accounts;

/// <summary>How a person signs in. Its id is the person's; names, roles and whether they still belong here are the person's too.</summary>
internal sealed class Account : IdentityUser<Guid>
{
    /// <summary>Sealed into cookies: changing it ends every session of the account.</summary>
    public override string? SecurityStamp { get; set; } = NewStamp();

    public static Account For(Person person, string email, string password, UserManager<Account> identity)
    {
        var account = new Account
        {
            Id = person.Id,
            UserName = email,
            NormalizedUserName = identity.NormalizeName(email),
            Email = email,
            NormalizedEmail = identity.NormalizeEmail(email),
        };
        account.SetPassword(password, identity);
        return account;
    }

    public void SetPassword(string password, UserManager<Account> identity)
    {
        PasswordHash = identity.PasswordHasher.HashPassword(this, password);
        SecurityStamp = NewStamp();
    }

    public static string NewStamp() => Guid.NewGuid().ToString("N");
}
