using Grpc.Core;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;

namespace PracticeAspire.Records.Tests;

/// <summary>The same doors, whichever identity provider the tokens are of.</summary>
public sealed class AccessTests(RecordsHost own, RecordsByKeycloak keycloak) : IClassFixture<RecordsHost>, IClassFixture<RecordsByKeycloak>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> BadTokens { get; } = [.. PracticeAspire.Tests.BadTokens.All.Keys];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_door_opens_to_those_the_document_names_and_to_nobody_else(bool withKeycloak) =>
        Assert.Empty(await Knocking.AtEveryDoorAsync(HostOf(withKeycloak), AppNames.Records, Ct));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_policy_that_is_loosened_does_not_go_unnoticed(bool withKeycloak) =>
        Assert.Empty(await Knocking.WithEachPolicyLoosenedAsync(HostOf(withKeycloak), AppNames.Records, Ct));

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task Refuses_a_token_with(string whatIsWrong)
    {
        var host = HostOf(PracticeAspire.Tests.BadTokens.IssuerOf(whatIsWrong) is TestKeycloak);
        var mallory = new Contracts.Charts.ChartsClient(host.WithToken(PracticeAspire.Tests.BadTokens.All[whatIsWrong]));
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await mallory.GetChartAsync(new(), cancellationToken: Ct));
        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);
    }

    private ServiceHost<Program> HostOf(bool withKeycloak) => withKeycloak ? keycloak : own;
}
