using System.Text;
using Grpc.Core;
using Microsoft.IdentityModel.Tokens;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;

namespace PracticeAspire.Appointments.Tests.SignIn;

public sealed class RememberedTokenTests(Practice practice) : IClassFixture<Practice>
{
    [Fact]
    public async Task A_token_that_was_changed_is_refused_while_the_true_one_is_remembered()
    {
        var token = TestIdentity.TokenFor(Guid.CreateVersion7(), Roles.Patient);
        await AskAsync(token);
        await AskAsync(token);

        var parts = token.Split('.');
        var promoted = Base64UrlEncoder.Decode(parts[1]).Replace(Roles.Patient, Roles.Administrator, StringComparison.Ordinal);
        var forged = $"{parts[0]}.{Base64UrlEncoder.Encode(Encoding.UTF8.GetBytes(promoted))}.{parts[2]}";
        Assert.NotEqual(token, forged);
        var refused = await Assert.ThrowsAsync<RpcException>(() => AskAsync(forged));
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);

        await AskAsync(token);
    }

    private async Task AskAsync(string token) =>
        await new Contracts.Schedules.SchedulesClient(practice.WithToken(token)).ListVisitTypesAsync(new ListVisitTypesRequest());
}
