using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Accounts;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.AccountLinks;

/// <summary>
/// Someone without a session asks for a link by mail. They are told the same whether the address is known or not, after the same work, and an
/// address gets only so many mails, whoever asks for them.
/// </summary>
internal sealed class AskForLink(UsersDb db, UserManager<Account> identity, Attempts attempts, IClock clock, IHttpContextAccessor http)
{
    /// <summary>For a new password: to whoever signs in with the address.</summary>
    /// <returns>False when too much was asked for from here.</returns>
    public async Task<bool> ResetAsync(string email, Visitor from, CancellationToken ct)
    {
        if (!await attempts.SpendAsync(OfVisitor(from), ct))
            return false;
        await MailAsync(AccountLink.PasswordReset, await OwnerAsync(email, ct), email, ct);
        return true;
    }

    /// <summary>To become a patient. Whoever signs in with the address already can choose a new password by that link instead.</summary>
    /// <returns>False when too much was asked for from here.</returns>
    public async Task<bool> RegisterAsync(string email, Visitor from, CancellationToken ct)
    {
        if (!await attempts.SpendAsync(OfVisitor(from), ct))
            return false;
        var owner = await OwnerAsync(email, ct);
        await MailAsync(owner is null ? AccountLink.Registration : AccountLink.PasswordReset, owner, email, ct);
        return true;
    }

    private Task<Guid?> OwnerAsync(string email, CancellationToken ct)
    {
        var address = identity.NormalizeEmail(email);
        return db.Accounts.Where(a => a.NormalizedEmail == address && db.People.Any(p => p.Id == a.Id && p.Active)).Select(a => (Guid?)a.Id).SingleOrDefaultAsync(ct);
    }

    private async Task MailAsync(string kind, Guid? owner, string email, CancellationToken ct)
    {
        if (!await attempts.SpendAsync(OfMailbox(identity.NormalizeEmail(email)), ct))
            return;

        var now = clock.GetCurrentInstant();
        var link = AccountLink.For(kind, owner, email, now);
        db.Add(link);
        if (owner is not null || kind == AccountLink.Registration)
            db.Publish(new AccountLinkAsked(link.Id, link.ExpiresAt.ToDateTimeOffset(), now.ToDateTimeOffset()));
        db.Audit(http.HttpContext!.Audited($"{kind}.asked", owner));
        await db.SaveChangesAsync(ct);
    }

    private static AttemptLimit OfVisitor(Visitor from) => new($"links-from:{from.Address}", 20, Duration.FromMinutes(3));

    private static AttemptLimit OfMailbox(string address) =>
        new($"links-to:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address)))}", 3, Duration.FromMinutes(20));
}
