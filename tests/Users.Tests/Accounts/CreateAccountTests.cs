using System.Net;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Users.Tests.FhirImport;

namespace PracticeAspire.Users.Tests.Accounts;

public sealed class CreateAccountTests(UsersHost host) : IClassFixture<UsersHost>
{
    private const string Password = "correct horse battery staple";

    [Fact]
    public async Task A_patient_imported_from_a_bundle_signs_in()
    {
        var patient = await ImportedAsync("a1");
        var reply = await CreateAsync(patient, " maria@example.org ", Password);
        Assert.Equal("maria@example.org", reply.Email);

        using var browser = host.OpenBrowser();
        var (code, verifier) = await browser.GetCodeAsync("Maria@Example.org", Password);
        var (status, tokens) = await browser.RedeemAsync(code, verifier);
        Assert.Equal(HttpStatusCode.OK, status);
        var access = new JsonWebToken(tokens.GetProperty("access_token").GetString());
        Assert.Equal((patient.ToString(), "patient"), (access.Subject, access.GetClaim("role").Value));

        var known = await new Contracts.People.PeopleClient(host.AsService("notifications"))
            .GetContactsAsync(new GetContactsRequest { PersonIds = { patient.ToString() } }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("maria@example.org", Assert.Single(known.Contacts).Email);
    }

    [Theory]
    [InlineData("b1", "too short", "password-too-short")]
    [InlineData("b2", "aaaaaaaaaaaaaaaaaaaa", "password-too-simple")]
    [InlineData("b3", "my b3@example.org password", "password-too-simple")]
    public async Task Refuses_passwords_that_are_guessed_at_once(string id, string password, string code)
    {
        var refusal = await RefusalOf(CreateAsync(await ImportedAsync(id), $"{id}@example.org", password));
        Assert.Equal((RefusalKind.Rule, code), (refusal.Kind, refusal.Code));
    }

    [Theory]
    [InlineData("")]
    [InlineData("maria")]
    [InlineData("maria@")]
    [InlineData("maria@example.org, paul@example.org")]
    [InlineData("maria@example.org\r\nBcc: everyone@example.org")]
    [InlineData("Maria <maria@example.org>")]
    public async Task Refuses_what_is_no_address(string email)
    {
        var refusal = await RefusalOf(CreateAsync(await ImportedAsync("c1"), email, Password));
        Assert.Equal("email-unreadable", refusal.Code);
    }

    [Fact]
    public async Task Refuses_an_address_that_someone_else_has_and_a_second_account()
    {
        var first = await ImportedAsync("d1");
        await CreateAsync(first, "d1@example.org", Password);
        Assert.Equal("email-taken", (await RefusalOf(CreateAsync(await ImportedAsync("d2"), "D1@EXAMPLE.ORG", Password))).Code);
        Assert.Equal("has-account", (await RefusalOf(CreateAsync(first, "other@example.org", Password))).Code);
    }

    [Fact]
    public async Task Two_administrators_at_once_make_one_account()
    {
        var patient = await ImportedAsync("e1");
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
        {
            try
            {
                await CreateAsync(patient, $"e{i}@example.org", Password);
                return "created";
            }
            catch (RpcException refused)
            {
                return Refusal.From(refused).Code ?? refused.StatusCode.ToString();
            }
        }));
        Assert.Single(outcomes, "created");
        Assert.All(outcomes.Where(o => o != "created"), outcome => Assert.True(outcome is "has-account" or nameof(StatusCode.Aborted), outcome));
    }

    [Fact]
    public async Task Nobody_is_found_who_is_not_there() =>
        Assert.Equal(RefusalKind.NotFound, (await RefusalOf(CreateAsync(Guid.CreateVersion7(), "f1@example.org", Password))).Kind);

    [Theory]
    [InlineData(Roles.Doctor)]
    [InlineData(Roles.Nurse)]
    [InlineData(Roles.Receptionist)]
    [InlineData(Roles.Biller)]
    [InlineData(Roles.Patient)]
    [InlineData(Roles.Service)]
    public async Task Is_for_administrators_only(string role)
    {
        var patient = await ImportedAsync("g1");
        var refusal = await RefusalOf(CreateAsync(patient, "g1@example.org", Password, role));
        Assert.Equal(RefusalKind.NotAllowed, refusal.Kind);
        Assert.False(await host.InDatabase(db => db.Accounts.AnyAsync(a => a.Id == patient)));
    }

    private async Task<Guid> ImportedAsync(string id)
    {
        await host.ImportAsync(Import.Bundle(Import.Patient(id)));
        return await host.InDatabase(db => db.Identifiers.Where(i => i.Value == id).Select(i => i.PersonId).SingleAsync());
    }

    private async Task<CreateAccountReply> CreateAsync(Guid person, string email, string password, string role = Roles.Administrator) =>
        await new Contracts.Accounts.AccountsClient(host.As(Guid.CreateVersion7(), role))
            .CreateAccountAsync(new CreateAccountRequest { PersonId = person.ToString(), Email = email, Password = password });

    private static async Task<Refusal> RefusalOf(Task work) => Refusal.From(await Assert.ThrowsAsync<RpcException>(() => work));
}
