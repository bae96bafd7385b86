using Grpc.Core;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Accounts;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Users.Tests.SignIn;

namespace PracticeAspire.Users.Tests.Accounts;

public sealed class RemoveSecondFactorTests(UsersHost host) : IClassFixture<UsersHost>
{
    private static readonly Guid Me = Guid.CreateVersion7();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Contracts.Accounts.AccountsClient Administrator => new(host.As(Me, Roles.Administrator));

    [Fact]
    public async Task Who_has_lost_it_is_signed_out_everywhere_and_asked_to_set_up_a_new_one()
    {
        var email = await host.HireAsync(Roles.Nurse);
        var nurse = await AccountOfAsync(email);
        using var browser = host.OpenBrowser();
        await SignInAsync(browser, email);
        var (phone, codes) = await host.SetUpAppAsync(browser);
        Assert.True(await browser.IsSignedInAsync());
        using var thief = host.OpenBrowser();
        Assert.StartsWith("/account/confirm", await SignInAsync(thief, email), StringComparison.Ordinal);
        Assert.Equal(new SignInReply { CanSignIn = true, AuthenticatorApp = true, RecoveryCodes = 10 }, await Administrator.GetSignInAsync(new() { PersonId = nurse.ToString() }, cancellationToken: Ct));

        await Administrator.RemoveSecondFactorAsync(new() { PersonId = nurse.ToString() }, cancellationToken: Ct);

        Assert.Equal(new SignInReply { CanSignIn = true }, await Administrator.GetSignInAsync(new() { PersonId = nurse.ToString() }, cancellationToken: Ct));
        Assert.False(await browser.IsSignedInAsync());
        Assert.NotNull(await host.InDatabase(db => db.Revocations.SingleOrDefaultAsync(r => r.Subject == nurse, Ct)));

        // Between password and code, with the code: the sign-in of before is no good any more either.
        host.Clock.AdvanceSeconds(30);
        await thief.Http.GetAsync("/account/confirm?returnUrl=%2Faccount%2Fsecurity", Ct);
        Assert.False(await thief.IsSignedInAsync());
        Assert.StartsWith("/account/authenticator", await SignInAsync(browser, email), StringComparison.Ordinal);
        Assert.NotEqual(codes, (await host.SetUpAppAsync(browser)).RecoveryCodes);
        Assert.True(await browser.IsSignedInAsync());
        Assert.Equal([(Me.ToString(), "1", "0")], await host.InDatabase(async db => (await db.Set<AuditEntry>().AsNoTracking()
            .Where(e => e.Action == "second-factor.removed" && e.Subject == nurse.ToString()).ToListAsync(Ct)).Select(e => (e.Actor, Detail(e, "authenticators"), Detail(e, "passkeys")))));
    }

    [Fact]
    public async Task Passkeys_go_with_it_and_other_people_keep_theirs()
    {
        var (lost, keeps) = (await AccountOfAsync(await host.HireAsync(Roles.Patient)), await AccountOfAsync(await host.HireAsync(Roles.Patient)));
        await GivePasskeyAsync(lost);
        await GivePasskeyAsync(keeps);

        await Administrator.RemoveSecondFactorAsync(new() { PersonId = lost.ToString() }, cancellationToken: Ct);

        Assert.Equal(0, (await Administrator.GetSignInAsync(new() { PersonId = lost.ToString() }, cancellationToken: Ct)).Passkeys);
        Assert.Equal(1, (await Administrator.GetSignInAsync(new() { PersonId = keeps.ToString() }, cancellationToken: Ct)).Passkeys);
    }

    [Fact]
    public async Task Nobody_removes_their_own()
    {
        var administrator = await AccountOfAsync(await host.HireAsync(Roles.Administrator));
        await GivePasskeyAsync(administrator);
        var own = new Contracts.Accounts.AccountsClient(host.As(administrator, Roles.Administrator));

        Assert.Equal("own-account", await RuleAsync(async () => await own.RemoveSecondFactorAsync(new() { PersonId = administrator.ToString() })));
        Assert.Equal(1, (await Administrator.GetSignInAsync(new() { PersonId = administrator.ToString() }, cancellationToken: Ct)).Passkeys);
    }

    [Fact]
    public async Task Who_has_none_keeps_their_sign_ins()
    {
        var email = await host.HireAsync(Roles.Patient);
        using var browser = host.OpenBrowser();
        await SignInAsync(browser, email);

        Assert.Equal("no-second-factor", await RuleAsync(async () => await Administrator.RemoveSecondFactorAsync(new() { PersonId = (await AccountOfAsync(email)).ToString() })));
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Who_cannot_sign_in_and_who_is_nobody_are_told_apart()
    {
        var without = await host.InDatabase(async db =>
        {
            var person = Users.People.Person.With([Roles.Patient], new("Robin", "Example"));
            db.People.Add(person);
            await db.SaveChangesAsync(Ct);
            return person.Id;
        });

        Assert.Equal("no-account", await RuleAsync(async () => await Administrator.RemoveSecondFactorAsync(new() { PersonId = without.ToString() })));
        Assert.False((await Administrator.GetSignInAsync(new() { PersonId = without.ToString() }, cancellationToken: Ct)).CanSignIn);
        var nobody = new RemoveSecondFactorRequest { PersonId = Guid.CreateVersion7().ToString() };
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await Administrator.RemoveSecondFactorAsync(nobody))).StatusCode);
    }

    private static async Task<string> SignInAsync(Browser browser, string email) =>
        (await browser.SignInAsync(Staff.SignInPage, email, Staff.Password)).Headers.Location!.ToString();

    private static string? Detail(AuditEntry entry, string name) => System.Text.Json.JsonDocument.Parse(entry.Details).RootElement.GetProperty(name).GetString();

    private static async Task<string?> RuleAsync(Func<Task> call) => Refusal.From(await Assert.ThrowsAsync<RpcException>(call)).Code;

    private Task<Guid> AccountOfAsync(string email) => host.InDatabase(db => db.Accounts.Where(a => a.Email == email).Select(a => a.Id).SingleAsync(Ct));

    private Task<int> GivePasskeyAsync(Guid account) => host.InDatabase(db =>
    {
        db.Add(new IdentityUserPasskey<Guid>
        {
            UserId = account,
            CredentialId = Guid.NewGuid().ToByteArray(),
            Data = new IdentityPasskeyData { Name = "Phone", PublicKey = [1], AttestationObject = [1], ClientDataJson = [1] },
        });
        return db.SaveChangesAsync(Ct);
    });
}
