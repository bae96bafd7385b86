using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.AccountLinks;
using PracticeAspire.Users.Accounts;
using PracticeAspire.Users.SignIn;

namespace PracticeAspire.Users.Pages.Account;

/// <summary>A new password, for whoever knows the old one. It ends every sign-in but this.</summary>
internal sealed class PasswordModel(
    SignInSteps steps, PasswordCheck passwords, HashingQueue hashing, IPasswordHasher<Accounts.Account> hasher, Sessions sessions, UsersDb db, IClock clock) : OwnPage(steps)
{
    [TempData]
    public string? Done { get; set; }

    public async Task<IActionResult> OnPostAsync(string? old, string? password, string? again, CancellationToken ct)
    {
        (old, password) = (old ?? "", password ?? "");
        if (old.Length is 0 or > 1000)
            return Refuse("Enter the password you have now.");
        if (password != again)
            return Refuse("The two new passwords are not the same.");
        try
        {
            PasswordRules.Require(password, SignedIn.Account.Email!);
            switch (await passwords.TryAsync(SignedIn.Account.Email!, old, Visitor.From(HttpContext), ct))
            {
                case { Verdict: PasswordVerdict.TooMany }:
                    return RefuseTooMany();
                case { LetIn: null }:
                    return Refuse("The password you have now is another one.");
            }

            await ChangeAsync(password, ct);
        }
        catch (RuleBroken rule)
        {
            return Refuse(rule.Message);
        }
        catch (TooManyAtOnce full)
        {
            return Refuse(full);
        }

        Done = "Your password is changed, and you are signed out everywhere else.";
        return RedirectToPage("/Account/Security");
    }

    private async Task ChangeAsync(string password, CancellationToken ct)
    {
        var account = SignedIn.Account;
        string hash;
        using (await hashing.TurnAsync(ct))
            hash = hasher.HashPassword(account, password);

        var stamp = Accounts.Account.NewStamp();
        await using var all = await db.Database.BeginTransactionAsync(ct);
        if (await db.Accounts.Where(a => a.Id == account.Id && a.SecurityStamp == account.SecurityStamp)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.PasswordHash, hash).SetProperty(a => a.SecurityStamp, stamp), ct) == 0)
        {
            throw new RuleBroken("changed-meanwhile", "Your password was changed somewhere else at this moment. Sign in with it.");
        }

        db.Audit(HttpContext.Audited("password.changed", account.Id, actor: account.Id));
        await AccountLink.EndThoseOfAsync(account.Id, db, clock.GetCurrentInstant(), ct);
        await sessions.ConfirmAsync(HttpContext, SignedIn.Session, Proof.Password, ct);
        await sessions.EndOthersAsync(SignedIn.Session, ct);
        await all.CommitAsync(ct);
    }
}
