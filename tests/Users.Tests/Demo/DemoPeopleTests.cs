using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Users.Demo;

namespace PracticeAspire.Users.Tests.Demo;

public sealed class DemoPeopleTests(DemoHost host) : IClassFixture<DemoHost>
{
    [Theory]
    [InlineData("admin", "administrator")]
    [InlineData("doctor", "doctor")]
    [InlineData("nurse", "nurse")]
    [InlineData("reception", "receptionist")]
    [InlineData("biller", "biller")]
    [InlineData("patient", "patient")]
    public async Task Each_role_has_someone_who_can_sign_in(string account, string role)
    {
        using var browser = host.OpenBrowser();
        var (code, verifier) = await browser.GetCodeAsync($"{account}@demo.practice", UsersHost.DemoPassword);
        var (status, tokens) = await browser.RedeemAsync(code, verifier);
        Assert.Equal(HttpStatusCode.OK, status);
        var access = new JsonWebToken(tokens.GetProperty("access_token").GetString());
        Assert.Equal([role], access.Claims.Where(c => c.Type == "role").Select(c => c.Value));
    }

    [Fact]
    public async Task Starting_again_adds_nobody_and_announces_nothing()
    {
        var before = await Counts();
        Assert.Equal((8, 6, 4), before);

        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<DemoPeople>().SeedAsync(TestContext.Current.CancellationToken);
        Assert.Equal(before, await Counts());
    }

    [Fact]
    public async Task The_doctors_are_those_whom_the_demo_schedule_has_hours_for() =>
        Assert.Equal(DemoDoctors.All, await host.InDatabase(db => db.People.Where(p => p.Roles.Contains(Roles.Doctor)).Select(p => p.Id).OrderBy(id => id).ToListAsync()));

    private Task<(int People, int Accounts, int Events)> Counts() => host.InDatabase(async db =>
        (await db.People.CountAsync(), await db.Accounts.CountAsync(), await db.Set<OutboxEntry>().CountAsync()));
}
