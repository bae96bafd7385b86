using System.Text.Json.Nodes;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.Access.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Users.People;
using Person = PracticeAspire.Users.People.Person;

namespace PracticeAspire.Users.Tests.LinkedIdentities;

/// <summary>Whose sign-in with Keycloak it is, the first time and from then on.</summary>
public sealed class FirstSignInTests(DirectoryByKeycloak host) : IClassFixture<DirectoryByKeycloak>
{
    private static readonly TestIssuer Keycloak = TestIssuer.Keycloak;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_verified_address_of_one_person_links_the_sign_in_to_them_for_good()
    {
        var doctor = await HireAsync(Roles.Doctor);
        var token = Keycloak.ForPerson(doctor, [Roles.Doctor]);
        Assert.Equal(StatusCode.PermissionDenied, (await RefusedAsync(() => PractitionersAsync(token))).StatusCode);

        var known = await WhoAmIAsync(token);
        Assert.Equal((doctor.ToString(), "Robin Example"), (known.PersonId, known.DisplayName));
        await PractitionersAsync(token);

        // From now on the address has no say, and another person with it changes nothing.
        await HireAsync([Roles.Doctor], EmailOf(doctor));
        var later = Keycloak.ForPerson(doctor, [Roles.Doctor], t => t.Remove("email"));
        Assert.Equal(known.LinkId, (await WhoAmIAsync(later)).LinkId);
        Assert.Equal([("identity.linked", doctor.ToString())], await host.InDatabase(db => db.Set<BuildingBlocks.AuditEntry>()
            .Where(e => e.Subject == doctor.ToString()).Select(e => new ValueTuple<string, string>(e.Action, e.Actor)).ToListAsync(Ct)));
    }

    [Fact]
    public async Task Until_somebody_here_is_known_by_it_a_sign_in_opens_nothing_else()
    {
        var token = Keycloak.ForPerson(Guid.CreateVersion7(), [Roles.Administrator]);
        Assert.Equal("sign-in-unknown", await RuleAsync(token));
        foreach (var door in (Func<Task>[])[() => PractitionersAsync(token), async () => await new PracticeRoles.PracticeRolesClient(host.WithToken(token)).ListRolesAsync(new())])
            Assert.Equal(StatusCode.PermissionDenied, (await RefusedAsync(door)).StatusCode);
    }

    [Fact]
    public async Task An_id_of_Keycloaks_that_happens_to_be_a_persons_is_not_that_person()
    {
        var victim = await HireAsync(Roles.Administrator);
        var token = Keycloak.ForPerson(victim, [Roles.Administrator], t => (t["sub"], t["email"]) = (victim.ToString(), "mallory@example.org"));
        Assert.Equal("sign-in-unknown", await RuleAsync(token));
        Assert.Equal(StatusCode.PermissionDenied, (await RefusedAsync(() => PractitionersAsync(token))).StatusCode);
    }

    [Fact]
    public async Task An_address_that_is_not_verified_says_nothing()
    {
        var nurse = await HireAsync(Roles.Nurse);
        foreach (var change in (Action<JsonObject>[])[t => t["email_verified"] = false, t => t.Remove("email_verified"), t => t.Remove("email")])
            Assert.Equal("email-not-verified", await RuleAsync(Keycloak.ForPerson(nurse, [Roles.Nurse], change)));
    }

    [Fact]
    public async Task An_address_that_several_share_or_of_someone_who_has_left_says_nothing()
    {
        var (one, gone) = (await HireAsync(Roles.Patient), await HireAsync(Roles.Nurse));
        await HireAsync([Roles.Patient], EmailOf(one).ToUpperInvariant());
        Assert.Equal("sign-in-unknown", await RuleAsync(Keycloak.ForPerson(one, [Roles.Patient])));
        await LeaveAsync(gone);
        Assert.Equal("sign-in-unknown", await RuleAsync(Keycloak.ForPerson(gone, [Roles.Nurse])));
    }

    [Fact]
    public async Task Nobody_gets_a_record_whose_roles_are_others_than_their_sign_ins()
    {
        var patient = await HireAsync(Roles.Patient);
        Assert.Equal("roles-differ", await RuleAsync(Keycloak.ForPerson(patient, [Roles.Administrator])));
        Assert.Equal("roles-differ", await RuleAsync(Keycloak.ForPerson(patient, [Roles.Patient, Roles.Nurse])));
        Assert.Equal("roles-differ", await RuleAsync(Keycloak.ForPerson(patient, [])));
        await WhoAmIAsync(Keycloak.ForPerson(patient, [Roles.Patient]));
    }

    [Fact]
    public async Task A_person_goes_with_one_sign_in()
    {
        var biller = await HireAsync(Roles.Biller);
        await WhoAmIAsync(Keycloak.ForPerson(biller, [Roles.Biller]));
        Assert.Equal("linked-otherwise", await RuleAsync(Keycloak.ForPerson(biller, [Roles.Biller], t => t["sub"] = "f:ldap:robin")));
    }

    [Fact]
    public async Task First_sign_ins_at_once_make_one_link()
    {
        var nurse = await HireAsync(Roles.Nurse);
        var token = Keycloak.ForPerson(nurse, [Roles.Nurse]);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => WhoAmIAsync(token))));
        Assert.Single(answers.Select(a => a.LinkId).Distinct());
        Assert.Equal(1, await host.InDatabase(db => db.LinkedIdentities.CountAsync(l => l.PersonId == nurse, Ct)));
    }

    [Fact]
    public async Task Whoever_is_deactivated_is_out_with_the_token_they_have_and_with_the_next()
    {
        var nurse = await HireAsync(Roles.Nurse);
        var token = Keycloak.ForPerson(nurse, [Roles.Nurse]);
        await WhoAmIAsync(token);
        await PractitionersAsync(token);

        var colleagues = new Contracts.Colleagues.ColleaguesClient(await AdministratorAsync());
        await colleagues.DeactivateAsync(new() { PersonId = nurse.ToString(), Version = 1 }, cancellationToken: Ct);
        await Eventually.Is(() => StatusAsync(token), s => s is StatusCode.Unauthenticated or StatusCode.PermissionDenied, "the token to be refused");

        var next = Keycloak.ForPerson(nurse, [Roles.Nurse], t => t["iat"] = (long)t["exp"]!);
        Assert.Equal("person-inactive", await RuleAsync(next));
        Assert.Equal(StatusCode.PermissionDenied, await StatusAsync(next));
    }

    [Fact]
    public async Task An_administrator_links_by_hand_and_parts_again_and_no_address_undoes_that()
    {
        var doctor = await HireAsync(Roles.Doctor);
        var token = Keycloak.ForPerson(doctor, [Roles.Doctor], t => t.Remove("email"));
        var subject = ((TestKeycloak)Keycloak).SubjectOf(doctor);
        var links = new Contracts.LinkedIdentities.LinkedIdentitiesClient(await AdministratorAsync());

        var link = await links.LinkIdentityAsync(new() { PersonId = doctor.ToString(), Subject = subject }, cancellationToken: Ct);
        Assert.Equal(link, await links.LinkIdentityAsync(new() { PersonId = doctor.ToString(), Subject = subject }, cancellationToken: Ct));
        Assert.Equal(link.Id, (await WhoAmIAsync(token)).LinkId);

        Assert.NotNull((await links.EndIdentityAsync(new() { Id = link.Id }, cancellationToken: Ct)).EndedAt);
        await Eventually.Is(() => StatusAsync(token), s => s is StatusCode.Unauthenticated or StatusCode.PermissionDenied, "the token to be refused");
        Assert.Equal("link-ended", await RuleAsync(Keycloak.ForPerson(doctor, [Roles.Doctor], t => t["iat"] = (long)t["exp"]!)));
        Assert.Equal("link-ended", (await RefusedAsync(async () => await links.EndIdentityAsync(new() { Id = link.Id }))).Trailers.GetValue("rule"));
        Assert.Single((await links.ListIdentitiesAsync(new() { PersonId = doctor.ToString() }, cancellationToken: Ct)).Identities);
    }

    [Fact]
    public async Task Someone_elses_sign_in_is_not_taken_from_them()
    {
        var (one, other, newcomer) = (await HireAsync(Roles.Nurse), await HireAsync(Roles.Nurse), await HireAsync(Roles.Nurse));
        var links = new Contracts.LinkedIdentities.LinkedIdentitiesClient(await AdministratorAsync());
        await WhoAmIAsync(Keycloak.ForPerson(one, [Roles.Nurse]));
        await WhoAmIAsync(Keycloak.ForPerson(other, [Roles.Nurse]));

        foreach (var (person, subject, rule) in new[]
        {
            (newcomer, ((TestKeycloak)Keycloak).SubjectOf(other), "identity-taken"), (one, "f:ldap:robin2", "person-linked"),
            (newcomer, " ", "subject-missing"), (newcomer, new string('x', 256), "subject-too-long"),
        })
        {
            Assert.Equal(rule, (await RefusedAsync(async () => await links.LinkIdentityAsync(new() { PersonId = person.ToString(), Subject = subject }))).Trailers.GetValue("rule"));
        }
    }

    private static string EmailOf(Guid person) => $"{person:N}@example.org";

    private async Task<CallInvoker> AdministratorAsync()
    {
        var administrator = await HireAsync(Roles.Administrator);
        await WhoAmIAsync(Keycloak.ForPerson(administrator, [Roles.Administrator]));
        return host.As(administrator, Roles.Administrator);
    }

    private Task<Guid> HireAsync(string role) => HireAsync([role]);

    private async Task<Guid> HireAsync(string[] roles, string? email = null)
    {
        var id = Guid.CreateVersion7();
        await host.InDatabase(async db =>
        {
            db.People.Add(Person.With(roles, new PersonalDetails("Robin", "Example") { Email = email ?? EmailOf(id) }, id));
            return await db.SaveChangesAsync(Ct);
        });
        return id;
    }

    private Task LeaveAsync(Guid person) => host.InDatabase(async db =>
    {
        (await db.People.SingleAsync(p => p.Id == person, Ct)).Leave();
        return await db.SaveChangesAsync(Ct);
    });

    private async Task<SignInPerson> WhoAmIAsync(string token) => await new SignIns.SignInsClient(host.WithToken(token)).WhoAmIAsync(new(), cancellationToken: Ct);

    private async Task PractitionersAsync(string token) => await new Contracts.People.PeopleClient(host.WithToken(token)).ListPractitionersAsync(new(), cancellationToken: Ct);

    private async Task<string?> RuleAsync(string token)
    {
        var refusal = await RefusedAsync(() => WhoAmIAsync(token));
        Assert.Equal(StatusCode.FailedPrecondition, refusal.StatusCode);
        return refusal.Trailers.GetValue("rule");
    }

    private async Task<StatusCode> StatusAsync(string token)
    {
        try
        {
            await PractitionersAsync(token);
            return StatusCode.OK;
        }
        catch (RpcException refusal)
        {
            return refusal.StatusCode;
        }
    }

    private static Task<RpcException> RefusedAsync(Func<Task> call) => Assert.ThrowsAsync<RpcException>(call);
}
