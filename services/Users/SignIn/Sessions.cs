using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;
using NodaTime;
using PracticeAspire.Users.Accounts;
using PracticeAspire.Users.Audit;
using PracticeAspire.Users.People;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace PracticeAspire.Users.SignIn;

/// <summary>Who is signed in by which session, as the directory has them now.</summary>
internal sealed record SignedIn(Session Session, Account Account, Person Person);

/// <summary>Begins sessions, finds them again by cookie or token, ends them.</summary>
internal sealed class Sessions(UsersDb db, SignInLog log, IClock clock)
{
    /// <summary>Identity's name for the cookie of who is signed in; it has it, but not as a constant.</summary>
    public const string Scheme = "Identity.Application";

    public const string Id = "sid";
    public const string Ticket = "ticket";

    private const int TicketSize = 32;
    private static readonly Duration SeenOftenEnough = Duration.FromSeconds(20);

    /// <summary>A new session in this browser; the one it had is over.</summary>
    public async Task StartAsync(HttpContext context, Account account, Proof proof, CancellationToken ct)
    {
        await EndOfBrowserAsync(context, ct);
        var now = clock.GetCurrentInstant();
        var ticket = RandomNumberGenerator.GetBytes(TicketSize);
        var session = new Session
        {
            AccountId = account.Id,
            Stamp = account.SecurityStamp!,
            TicketHash = SHA256.HashData(ticket),
            Device = DeviceName.From(context.Request.Headers.UserAgent.ToString()),
            StartedAt = now,
            LastSeenAt = now,
            AuthenticatedAt = now,
            SecondFactorAt = proof.IsMfa ? now : null,
            Methods = proof.Methods,
        };
        db.Add(session);
        await db.SaveChangesAsync(ct);
        await Visitor.RememberAsync(context, account.Id, db, now, ct);
        await log.SucceededAsync(account.Id, ct);
        await SendCookieAsync(context, session, ticket);
    }

    /// <summary>The person of a running session has proven more, or anew: what they proved counts from now, and the cookie is another one.</summary>
    public async Task ConfirmAsync(HttpContext context, Session session, Proof proof, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var ticket = RandomNumberGenerator.GetBytes(TicketSize);
        var running = await db.Set<Session>().SingleAsync(s => s.Id == session.Id, ct);
        running.TicketHash = SHA256.HashData(ticket);
        running.AuthenticatedAt = now;
        running.LastSeenAt = now;
        running.SecondFactorAt = proof.IsMfa ? now : running.SecondFactorAt;
        running.Methods = [.. running.Methods.Union(proof.Methods)];
        running.Stamp = await db.Accounts.Where(a => a.Id == running.AccountId).Select(a => a.SecurityStamp!).SingleAsync(ct);
        await db.SaveChangesAsync(ct);
        await SendCookieAsync(context, running, ticket);
    }

    /// <param name="known">A cookie's principal, or a code's or refresh token's.</param>
    /// <returns>Null when the session is over, by whatever cause.</returns>
    public async Task<SignedIn?> FindAsync(ClaimsPrincipal known, CancellationToken ct)
    {
        if (!Guid.TryParse(known.FindFirstValue(Claims.Subject), out var person) || !Guid.TryParse(known.FindFirstValue(Id), out var sid))
            return null;

        var found = await db.Set<Session>().AsNoTracking().Where(s => s.Id == sid && s.AccountId == person)
            .Join(db.Accounts.AsNoTracking(), s => s.AccountId, a => a.Id, (session, account) => new { session, account })
            .Join(db.People.AsNoTracking(), s => s.account.Id, p => p.Id, (s, p) => new SignedIn(s.session, s.account, p))
            .SingleOrDefaultAsync(ct);
        var now = clock.GetCurrentInstant();
        if (found is null || !found.Session.IsAlive(found.Person, found.Account, now))
            return null;

        if (now - found.Session.LastSeenAt > SeenOftenEnough)
            await db.Set<Session>().Where(s => s.Id == sid).ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeenAt, now), ct);
        return found;
    }

    /// <summary>The session of this browser's cookie, when both are still good.</summary>
    public static async Task<SignedIn?> OfBrowserAsync(HttpContext context) =>
        (await context.AuthenticateAsync(Scheme)).Succeeded ? context.Features.Get<SignedIn>() : null;

    public Task EndAsync(Guid account, Guid session, CancellationToken ct) => EndAsync(s => s.Id == session && s.AccountId == account, ct);

    public Task EndAllAsync(Guid account, CancellationToken ct) => EndAsync(s => s.AccountId == account, ct);

    public Task EndOthersAsync(Session stays, CancellationToken ct) => EndAsync(s => s.AccountId == stays.AccountId && s.Id != stays.Id, ct);

    /// <summary>Their owner ends them, and that is remembered.</summary>
    public async Task EndByHandAsync(SignedIn owner, Guid? one, CancellationToken ct)
    {
        await using var all = await db.Database.BeginTransactionAsync(ct);
        await (one is { } session ? EndAsync(owner.Account.Id, session, ct) : EndOthersAsync(owner.Session, ct));
        log.Changed(db, one is null ? "sign-in.others-ended" : "sign-in.ended", owner.Account.Id);
        await db.SaveChangesAsync(ct);
        await all.CommitAsync(ct);
    }

    public async Task EndOfBrowserAsync(HttpContext context, CancellationToken ct)
    {
        if (await OfBrowserAsync(context) is not { } signedIn)
            return;

        await EndAsync(signedIn.Account.Id, signedIn.Session.Id, ct);
        context.Features.Set<SignedIn>(null);
        await context.SignOutAsync(Scheme);
    }

    public Task<List<Session>> OfAsync(Account account, Person person, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var (seenSince, startedSince) = (now - Session.IdleOf(person), now - Session.Longest);
        return db.Set<Session>().AsNoTracking()
            .Where(s => s.AccountId == account.Id && s.EndedAt == null && s.Stamp == account.SecurityStamp && s.LastSeenAt >= seenSince && s.StartedAt >= startedSince)
            .OrderByDescending(s => s.LastSeenAt).ToListAsync(ct);
    }

    private async Task EndAsync(System.Linq.Expressions.Expression<Func<Session, bool>> which, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var ended = await db.Set<Session>().Where(which).Where(s => s.EndedAt == null).Select(s => s.Id).ToArrayAsync(ct);
        await db.Set<Session>().Where(s => ended.Contains(s.Id)).ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, (Instant?)now), ct);

        // Access tokens that are out already are refused by every process from now on.
        await db.ShutOutAsync(ended, now, ct);
    }

    private static Task SendCookieAsync(HttpContext context, Session session, byte[] ticket)
    {
        // What this request found by the cookie of before is not what the next will.
        context.Features.Set<SignedIn>(null);
        return context.SignInAsync(Scheme, new ClaimsPrincipal(new ClaimsIdentity(
            [
                new Claim(Claims.Subject, session.AccountId.ToString()),
                new Claim(Id, session.Id.ToString()),
                new Claim(Ticket, Base64UrlEncoder.Encode(ticket)),
            ],
            Scheme)));
    }
}
