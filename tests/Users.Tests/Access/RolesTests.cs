using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.Access.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;
using PracticeAspire.Users.Access;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.Tests.Access;

public sealed class RolesTests(UsersHost host) : IClassFixture<UsersHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private PracticeRoles.PracticeRolesClient Administrator => new(host.As(Guid.CreateVersion7(), Roles.Administrator));

    [Fact]
    public async Task Roles_nobody_decided_about_are_as_the_product_comes()
    {
        var nurse = await RoleAsync(Roles.Nurse);
        Assert.Equal((0, true), (nurse.Version, nurse.MfaRequired));
        Assert.Equal(Permissions.DefaultsOf(Roles.Nurse).Permissions.Order(), nurse.Permissions.Order());
    }

    [Fact]
    public async Task A_permission_given_or_taken_holds_for_those_who_are_signed_in_already()
    {
        var biller = new Contracts.People.PeopleClient(host.As(Guid.CreateVersion7(), Roles.Biller));
        var request = new RegisterPatientRequest { GivenNames = "Ada", FamilyName = "Byron", BirthDate = "1985-12-10" };
        async Task<RegisterPatientReply> RegisterAsync()
        {
            request.Id = Guid.CreateVersion7().ToString();
            return await biller.RegisterPatientAsync(request, cancellationToken: Ct);
        }

        await RefusedAsync(RegisterAsync);
        var role = await RoleAsync(Roles.Biller);
        role.Permissions.Add(Permissions.RegisterPatients);
        role = await Administrator.SaveRoleAsync(role, cancellationToken: Ct);
        await ToldAsync(state => state.Roles.Single(r => r.Role == Roles.Biller).Permissions.Contains(Permissions.RegisterPatients));
        await RegisterAsync();

        role.Permissions.Remove(Permissions.RegisterPatients);
        await Administrator.SaveRoleAsync(role, cancellationToken: Ct);
        await ToldAsync(state => !state.Roles.Single(r => r.Role == Roles.Biller).Permissions.Contains(Permissions.RegisterPatients));
        await RefusedAsync(RegisterAsync);
    }

    [Fact]
    public async Task A_sign_in_without_a_second_factor_is_refused_where_the_role_asks_for_one()
    {
        var weak = new Contracts.People.PeopleClient(host.WithToken(TestIdentity.TokenWithoutSecondFactorFor(Guid.CreateVersion7(), Roles.Doctor)));
        await RefusedAsync(async () => await weak.ListPractitionersAsync(new(), cancellationToken: Ct));

        var patient = new Contracts.People.PeopleClient(host.WithToken(TestIdentity.TokenWithoutSecondFactorFor(Guid.CreateVersion7(), Roles.Patient)));
        await patient.ListPractitionersAsync(new(), cancellationToken: Ct);
    }

    [Fact]
    public async Task Tokens_of_someone_who_was_shut_out_end_within_seconds()
    {
        var person = Guid.CreateVersion7();
        var people = new Contracts.People.PeopleClient(host.As(person, Roles.Doctor));
        await people.ListPractitionersAsync(new(), cancellationToken: Ct);

        await host.InDatabase(async db =>
        {
            db.Revocations.Add(new(person, host.Clock.GetCurrentInstant() + NodaTime.Duration.FromDays(3650)));
            return await db.SaveChangesAsync(Ct);
        });

        await ToldAsync(state => state.Revocations.Any(r => r.Subject == person.ToString()));
        await RefusedAsync(async () => await people.ListPractitionersAsync(new(), cancellationToken: Ct), StatusCode.Unauthenticated);
    }

    [Theory]
    [InlineData(Roles.Administrator, "kept-by-administrators", Permissions.EditRoles)]
    [InlineData(Roles.Administrator, "kept-by-administrators", Permissions.ManageStaff)]
    public async Task Administrators_keep_what_nobody_could_give_back(string name, string rule, string permission)
    {
        var role = await RoleAsync(name);
        role.Permissions.Remove(permission);
        Assert.Equal(rule, await BrokenRuleAsync(role));
    }

    [Fact]
    public async Task Patients_are_never_given_what_is_not_their_own()
    {
        var patient = await RoleAsync(Roles.Patient);
        patient.Permissions.Add(Permissions.ReadDirectory);
        Assert.Equal("not-for-patients", await BrokenRuleAsync(patient));
    }

    [Fact]
    public async Task Two_administrators_at_once_do_not_overwrite_each_other()
    {
        var seen = await RoleAsync(Roles.Receptionist);
        var saves = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            try
            {
                await Administrator.SaveRoleAsync(seen.Clone(), cancellationToken: Ct);
                return StatusCode.OK;
            }
            catch (RpcException refusal)
            {
                return refusal.StatusCode;
            }
        })));
        Assert.Single(saves, StatusCode.OK);
        Assert.All(saves.Where(s => s != StatusCode.OK), s => Assert.Equal(StatusCode.Aborted, s));
    }

    [Fact]
    public async Task An_unknown_role_or_permission_changes_nothing()
    {
        var unknown = await Assert.ThrowsAsync<RpcException>(async () => await Administrator.SaveRoleAsync(new() { Role = "king" }, cancellationToken: Ct));
        Assert.Equal(StatusCode.InvalidArgument, unknown.StatusCode);

        var role = await RoleAsync(Roles.Doctor);
        role.Permissions.Add("everything");
        unknown = await Assert.ThrowsAsync<RpcException>(async () => await Administrator.SaveRoleAsync(role, cancellationToken: Ct));
        Assert.Equal(StatusCode.InvalidArgument, unknown.StatusCode);
        Assert.Equal(0, (await RoleAsync(Roles.Doctor)).Version);
    }

    private async Task<PracticeRole> RoleAsync(string name) =>
        (await Administrator.ListRolesAsync(new(), cancellationToken: Ct)).Roles.Single(r => r.Role == name);

    private async Task<string?> BrokenRuleAsync(PracticeRole role)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await Administrator.SaveRoleAsync(role, cancellationToken: Ct));
        Assert.Equal(StatusCode.FailedPrecondition, refusal.StatusCode);
        return refusal.Trailers.GetValue("rule");
    }

    private static async Task RefusedAsync(Func<Task> call, StatusCode with = StatusCode.PermissionDenied) =>
        Assert.Equal(with, (await Assert.ThrowsAsync<RpcException>(call)).StatusCode);

    /// <summary>Listens as a service does, for the 5 seconds that are promised.</summary>
    private async Task ToldAsync(Func<AccessState, bool> what)
    {
        using var promised = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        promised.CancelAfter(TimeSpan.FromSeconds(5));
        using var feed = new AccessFeed.AccessFeedClient(host.AsService(AppNames.Appointments)).Watch(new(), cancellationToken: promised.Token);
        do
            Assert.True(await feed.ResponseStream.MoveNext(promised.Token));
        while (!what(feed.ResponseStream.Current));
    }
}
