using Grpc.Core;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;

namespace PracticeAspire.Reporting.Tests;

public sealed class AccessTests(ReportingHost host) : IClassFixture<ReportingHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> BadTokens { get; } = [.. PracticeAspire.Tests.BadTokens.All.Keys];

    [Fact]
    public async Task Every_door_opens_to_those_the_document_names_and_to_nobody_else() =>
        Assert.Empty(await Knocking.AtEveryDoorAsync(host, AppNames.Reporting, Ct));

    [Fact]
    public async Task A_policy_that_is_loosened_does_not_go_unnoticed() =>
        Assert.Empty(await Knocking.WithEachPolicyLoosenedAsync(host, AppNames.Reporting, Ct));

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task Refuses_a_token_with(string whatIsWrong)
    {
        var mallory = new Contracts.Reports.ReportsClient(host.WithToken(PracticeAspire.Tests.BadTokens.All[whatIsWrong]));
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await mallory.GetDaySheetAsync(new(), cancellationToken: Ct));
        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);
    }
}
