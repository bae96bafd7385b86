using System.Net;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Users.Tests.FhirImport;
using PracticeAspire.Users.Tests.SignIn;

namespace PracticeAspire.Users.Tests.Audit;

/// <summary>Every act that bears on security leaves one entry that says who, what, to whom, and how it ended.</summary>
public sealed class RecordedActsTests(UsersHost host) : IClassFixture<UsersHost>
{
    private const string Password = "correct horse battery staple";

    [Fact]
    public async Task A_sign_in_its_failures_and_its_end()
    {
        var person = await PersonWithAccountAsync("s1");
        using var browser = host.OpenBrowser();
        await browser.SignInAsync("/account/sign-in", "s1@example.org", "not the password at all");
        await browser.SignInAsync("/account/sign-in", "s1@example.org", Password);
        var page = await browser.Http.GetStringAsync("/account/sign-out");
        await browser.Http.PostAsync("/account/sign-out", new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = Browser.FormTokenIn(page) }));

        var acts = (await ActsOf(person)).Where(a => a.Action.StartsWith("sign-", StringComparison.Ordinal)).ToList();
        Assert.Equal(["sign-in.failed", "sign-in.succeeded", "sign-out.succeeded"], acts.Select(a => a.Action));
        Assert.Equal(["nobody", person.ToString(), person.ToString()], acts.Select(a => a.Actor));
        Assert.Equal(["failed", "succeeded", "succeeded"], acts.Select(a => a.Outcome));
        Assert.Equal("wrong-password", acts[0].Details["reason"]);
    }

    [Fact]
    public async Task How_someone_signs_in_and_each_change_of_it()
    {
        var email = await host.HireAsync(Roles.Patient);
        var person = await host.InDatabase(db => db.Accounts.Where(a => a.Email == email).Select(a => a.Id).SingleAsync());
        using var browser = host.OpenBrowser();
        await browser.SignInAsync(Staff.SignInPage, email, Staff.Password);
        await host.SetUpAppAsync(browser);
        await browser.SubmitAsync("/account/security", "RemoveApp");
        await browser.SubmitAsync("/account/password", "", ("old", Staff.Password), ("password", "another sentence to remember"), ("again", "another sentence to remember"));
        using (var elsewhere = host.OpenBrowser())
            await elsewhere.SignInAsync(Staff.SignInPage, email, "another sentence to remember");
        await browser.SubmitAsync("/account/security", "EndOthers");

        var acts = await ActsOf(person);
        Assert.Equal(
            ["sign-in.succeeded", "authenticator.added", "recovery-codes.made", "authenticator.removed", "password.changed", "sign-in.succeeded", "sign-in.others-ended"],
            acts.Select(a => a.Action));
        Assert.All(acts, a => Assert.Equal(person.ToString(), a.Actor));
    }

    [Fact]
    public async Task A_sign_in_with_an_unknown_address_without_what_was_typed()
    {
        using var browser = host.OpenBrowser();
        await browser.SignInAsync("/account/sign-in", "my-password-by-mistake", "and-another");
        var act = Assert.Single(await Acts("sign-in.failed"), a => a.Details["reason"] == "unknown-address");
        Assert.Equal(("nobody", ""), (act.Actor, act.Subject));
        Assert.DoesNotContain("my-password-by-mistake", string.Join('\n', await EverythingAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_is_given_and_none_for_one_that_is_refused()
    {
        var administrator = Guid.CreateVersion7();
        var person = await ImportedAsync("c1");
        var accounts = new Contracts.Accounts.AccountsClient(host.As(administrator, Roles.Administrator));
        await Assert.ThrowsAsync<RpcException>(async () => await accounts.CreateAccountAsync(new() { PersonId = person.ToString(), Email = "c1@example.org", Password = "short" }));
        await accounts.CreateAccountAsync(new() { PersonId = person.ToString(), Email = "c1@example.org", Password = Password });
        await Assert.ThrowsAsync<RpcException>(async () => await accounts.CreateAccountAsync(new() { PersonId = person.ToString(), Email = "c1@example.org", Password = Password }));

        var act = Assert.Single(await ActsOf(person), a => a.Action == "account.created");
        Assert.Equal((administrator.ToString(), "succeeded"), (act.Actor, act.Outcome));
    }

    [Fact]
    public async Task A_call_that_a_policy_refuses_and_one_that_a_use_case_refuses()
    {
        var patient = Guid.CreateVersion7();
        await Assert.ThrowsAsync<RpcException>(async () => await new Contracts.Accounts.AccountsClient(host.As(patient, Roles.Patient)).CreateAccountAsync(new()));
        await Assert.ThrowsAsync<RpcException>(async () => await new Contracts.People.PeopleClient(host.As(patient, Roles.Patient)).FindPatientsAsync(new() { Text = "smi" }));

        var acts = await ActsOf(patient);
        Assert.Equal(["call.refused", "call.refused"], acts.Select(a => a.Action));
        Assert.Equal(["practice.users.v1.Accounts/CreateAccount", "practice.users.v1.People/FindPatients"], acts.Select(a => a.Details["call"]));
        Assert.All(acts, a => Assert.Equal("refused", a.Outcome));
    }

    [Fact]
    public async Task A_registration_once_however_often_it_is_repeated()
    {
        var receptionist = Guid.CreateVersion7();
        var people = new Contracts.People.PeopleClient(host.As(receptionist, Roles.Receptionist));
        var request = new RegisterPatientRequest { Id = Guid.CreateVersion7().ToString(), GivenNames = "Nora", FamilyName = "Kessler", BirthDate = "1980-04-23" };
        var patient = (await people.RegisterPatientAsync(request)).Patient.Id;
        await people.RegisterPatientAsync(request);
        var act = Assert.Single(await ActsOf(receptionist));
        Assert.Equal(("patient.registered", patient), (act.Action, act.Subject));
        Assert.DoesNotContain("Kessler", string.Join('\n', await EverythingAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_merge_and_its_undoing_by_ids_only()
    {
        var receptionist = Guid.CreateVersion7();
        var people = new Contracts.People.PeopleClient(host.As(receptionist, Roles.Receptionist));
        var (stays, goes) = (await RegisteredAsync("Kessler"), await RegisteredAsync("Kesler"));
        var merged = await people.MergePatientsAsync(new() { RequestId = Guid.CreateVersion7().ToString(), SurvivorId = stays, SurvivorVersion = 1, MergedId = goes, MergedVersion = 1 });
        await people.UndoMergeAsync(new() { RequestId = Guid.CreateVersion7().ToString(), MergedId = goes, MergedVersion = merged.MergedVersion });

        var acts = (await ActsOf(receptionist)).Where(a => a.Action != "patient.registered");
        Assert.Equal([("patient.merged", stays, goes), ("patient.unmerged", stays, goes)], acts.Select(a => (a.Action, a.Subject, a.Details["merged"])));

        async Task<string> RegisteredAsync(string family) => (await people.RegisterPatientAsync(new()
        {
            Id = Guid.CreateVersion7().ToString(),
            GivenNames = "Nora",
            FamilyName = family,
            BirthDate = "1980-04-23",
        })).Patient.Id;
    }

    [Fact]
    public async Task A_decision_about_a_role()
    {
        var administrator = Guid.CreateVersion7();
        var roles = new PracticeRoles.PracticeRolesClient(host.As(administrator, Roles.Administrator));
        var nurse = (await roles.ListRolesAsync(new())).Roles.Single(r => r.Role == Roles.Nurse);
        nurse.Permissions.Remove(Permissions.ReadReports);
        await roles.SaveRoleAsync(nurse);
        var act = Assert.Single(await ActsOf(administrator));
        Assert.Equal(("role.changed", "nurse"), (act.Action, act.Details["role"]));
        Assert.DoesNotContain(Permissions.ReadReports, act.Details["permissions"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_with_its_figures()
    {
        await ImportedAsync("i1");
        Assert.Contains(await Acts("people.imported"), a => a.Details["created"] == "1");
    }

    [Fact]
    public async Task A_token_that_is_refused_and_a_code_that_is_used_twice()
    {
        var person = await PersonWithAccountAsync("t1");
        using var browser = host.OpenBrowser();
        var (code, verifier) = await browser.GetCodeAsync("t1@example.org", Password);
        Assert.Equal(HttpStatusCode.OK, (await browser.RedeemAsync(code, verifier)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.RedeemAsync(code, verifier)).Status);
        var reuse = Assert.Single(await ActsOf(person), a => a.Action == "token.reused");
        Assert.Equal(("nobody", "refused", "web"), (reuse.Actor, reuse.Outcome, reuse.Details["client"]));

        await browser.AskForTokensAsync([("grant_type", "client_credentials")], "reporting", "a guess");
        await browser.AskForTokensAsync([("grant_type", "client_credentials")], "my-password-by-mistake", "a guess");
        var refused = (await Acts("token.refused")).Select(a => a.Details["client"]).ToList();
        Assert.Contains("reporting", refused);
        Assert.Contains("unknown", refused);
        Assert.DoesNotContain("my-password-by-mistake", string.Join('\n', await EverythingAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_person_called_from_as_web_tells_it()
    {
        var receptionist = Guid.CreateVersion7();
        await Assert.ThrowsAsync<RpcException>(async () => await new Contracts.Accounts.AccountsClient(host.As(receptionist, Roles.Receptionist))
            .CreateAccountAsync(new(), new Metadata { { "origin-address", "203.0.113.7" } }));
        Assert.Equal("203.0.113.7", Assert.Single(await ActsOf(receptionist)).OriginAddress);
    }

    [Fact]
    public async Task Nothing_is_done_that_cannot_be_recorded()
    {
        await using var away = new UsersHost();
        var person = await ImportedAsync("f1", away);
        await using (var admin = Npgsql.NpgsqlDataSource.Create(away.SuperuserConnectionString))
        {
            await using var deny = admin.CreateCommand("ALTER TABLE audit.entry ADD CHECK (false) NOT VALID");
            await deny.ExecuteNonQueryAsync();
        }

        var accounts = new Contracts.Accounts.AccountsClient(away.As(Guid.CreateVersion7(), Roles.Administrator));
        await Assert.ThrowsAsync<RpcException>(async () => await accounts.CreateAccountAsync(new() { PersonId = person.ToString(), Email = "f1@example.org", Password = Password }));
        Assert.False(await away.InDatabase(db => db.Accounts.AnyAsync()));

        var refusal = await Assert.ThrowsAsync<RpcException>(async () =>
            await new Contracts.People.PeopleClient(away.As(Guid.CreateVersion7(), Roles.Patient)).FindPatientsAsync(new() { Text = "smi" }));
        Assert.Equal(StatusCode.Internal, refusal.StatusCode);
    }

    private async Task<Guid> PersonWithAccountAsync(string id)
    {
        var person = await ImportedAsync(id);
        await new Contracts.Accounts.AccountsClient(host.As(Guid.CreateVersion7(), Roles.Administrator))
            .CreateAccountAsync(new() { PersonId = person.ToString(), Email = $"{id}@example.org", Password = Password });
        return person;
    }

    private async Task<Guid> ImportedAsync(string id, UsersHost? into = null)
    {
        await (into ?? host).ImportAsync(Import.Bundle(Import.Patient(id)));
        return await (into ?? host).InDatabase(db => db.Identifiers.Where(i => i.Value == id).Select(i => i.PersonId).SingleAsync());
    }

    private async Task<IReadOnlyList<AuditedAct>> ActsOf(Guid person) => await ListAsync(new() { PersonId = person.ToString(), PageSize = 200 });

    private async Task<IReadOnlyList<AuditedAct>> Acts(string action) => await ListAsync(new() { Action = action, PageSize = 200 });

    /// <returns>The oldest first.</returns>
    private async Task<IReadOnlyList<AuditedAct>> ListAsync(ListEntriesRequest request) =>
        [.. (await new Contracts.Audit.AuditClient(host.As(Guid.CreateVersion7(), Roles.Administrator)).ListEntriesAsync(request)).Entries.Reverse()];

    private Task<List<string>> EverythingAsync() => host.InDatabase(db => db.Set<AuditEntry>().Select(e => e.Actor + e.Subject + e.Details).ToListAsync());
}
