using Grpc.Core;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;

namespace PracticeAspire.Users.Tests;

/// <summary>The same doors, whichever identity provider the tokens are of.</summary>
public sealed class AccessTests(UsersHost own, UsersByKeycloak keycloak) : IClassFixture<UsersHost>, IClassFixture<UsersByKeycloak>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> BadTokens { get; } = [.. PracticeAspire.Tests.BadTokens.All.Keys];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_door_opens_to_those_the_document_names_and_to_nobody_else(bool withKeycloak) =>
        Assert.Empty(await Knocking.AtEveryDoorAsync(HostOf(withKeycloak), AppNames.Users, Ct));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_policy_that_is_loosened_does_not_go_unnoticed(bool withKeycloak) =>
        Assert.Empty(await Knocking.WithEachPolicyLoosenedAsync(HostOf(withKeycloak), AppNames.Users, Ct));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_needs_fresh_proof_is_refused_without_it(bool withKeycloak) =>
        Assert.Empty(await Knocking.WithOldProofAsync(HostOf(withKeycloak), AppNames.Users, Ct));

    [Fact]
    public async Task A_process_with_a_door_that_nobody_decided_about_does_not_start()
    {
        await using var forgetful = new UsersHost();
        Assert.True(forgetful.Policies.Remove("practice.users.v1.People/FindPatients"));
        var refusal = Assert.Throws<InvalidOperationException>(() => forgetful.Services);
        Assert.Contains("'practice.users.v1.People/FindPatients' has no row in PolicyTable", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task Refuses_a_token_with(string whatIsWrong)
    {
        var host = HostOf(PracticeAspire.Tests.BadTokens.IssuerOf(whatIsWrong) is TestKeycloak);
        var mallory = new Contracts.PracticeRoles.PracticeRolesClient(host.WithToken(PracticeAspire.Tests.BadTokens.All[whatIsWrong]));
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await mallory.ListRolesAsync(new(), cancellationToken: Ct));
        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);
    }

    private ServiceHost<Program> HostOf(bool withKeycloak) => withKeycloak ? keycloak : own;
}
