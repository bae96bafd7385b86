using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.Users.Accounts;
using PracticeAspire.Users.People;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace PracticeAspire.Users.SignIn;

/// <summary>Who is asked to prove more: someone signed in, or someone whose password was right and whose sign-in waits for the rest.</summary>
internal sealed record Asked(Account Account, Person Person, Session? Session)
{
    public bool IsSigningIn => Session is null;
}

/// <summary>
/// From a right password to a session. Whoever has a second factor is asked for it; whose role needs one and who has none sets one up first. In
/// between a cookie of its own remembers who it is, which opens nothing else.
/// </summary>
internal sealed class SignInSteps(UsersDb db, Sessions sessions, SecondFactors factors, MfaRules rules, IClock clock)
{
    public const string Scheme = "between-the-steps";

    /// <summary>Who is between the steps, or signed in. The last asks strangers to sign in.</summary>
    public const string EitherScheme = $"{Scheme},{Sessions.Scheme}";

    /// <summary>What changes how someone signs in needs them to have proven themselves that lately (ASVS 7.5.1).</summary>
    public static readonly Duration Fresh = Duration.FromMinutes(10);

    private const string Stamp = "stamp";

    /// <returns>Where to go on: a page of the next step, or <paramref name="wayBack"/> when the sign-in is complete.</returns>
    public async Task<string> AfterPasswordAsync(HttpContext context, Account account, string wayBack, CancellationToken ct)
    {
        var person = await db.People.AsNoTracking().SingleAsync(p => p.Id == account.Id, ct);
        var has = await factors.OfAsync(account.Id, ct);
        if (!has.Any && !await rules.RequiredForAsync(person, ct))
        {
            await sessions.StartAsync(context, account, Proof.Password, ct);
            return wayBack;
        }

        await context.SignInAsync(Scheme, new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(Claims.Subject, account.Id.ToString()), new Claim(Stamp, account.SecurityStamp!)], Scheme)));
        return has.Any ? ConfirmPage(wayBack) : SetUpPage(wayBack);
    }

    /// <returns>Null when nobody is signed in and no password was given here lately.</returns>
    public async Task<Asked?> WhoAsync(HttpContext context, CancellationToken ct)
    {
        var between = await context.AuthenticateAsync(Scheme);
        if (between.Succeeded && Guid.TryParse(between.Principal.FindFirstValue(Claims.Subject), out var id))
        {
            var stamp = between.Principal.FindFirstValue(Stamp);
            var found = await db.Accounts.AsNoTracking().Where(a => a.Id == id && a.SecurityStamp == stamp)
                .Join(db.People.AsNoTracking().Where(p => p.Active), a => a.Id, p => p.Id, (account, person) => new Asked(account, person, null))
                .SingleOrDefaultAsync(ct);
            if (found is not null)
                return found;
        }

        return await Sessions.OfBrowserAsync(context) is { } signedIn ? new Asked(signedIn.Account, signedIn.Person, signedIn.Session) : null;
    }

    /// <summary>They have proven it: the sign-in is complete, or the session stronger than before.</summary>
    public async Task CompleteAsync(HttpContext context, Asked asked, Proof proof, CancellationToken ct)
    {
        if (asked.Session is { } session)
        {
            await sessions.ConfirmAsync(context, session, proof, ct);
            return;
        }

        await context.SignOutAsync(Scheme);
        await sessions.StartAsync(context, asked.Account, new([.. Proof.Password.Methods.Union(proof.Methods)]), ct);
    }

    public bool IsFresh(Session session) => clock.GetCurrentInstant() - session.AuthenticatedAt <= Fresh;

    public static string ConfirmPage(string wayBack) => $"/account/confirm?returnUrl={Uri.EscapeDataString(wayBack)}";

    public static string SetUpPage(string wayBack) => $"/account/authenticator?returnUrl={Uri.EscapeDataString(wayBack)}";
}
