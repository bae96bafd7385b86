using System.Text.Json;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;

namespace PracticeAspire.Users.Tests.Audit;

/// <summary>A service to each test: what is bounded is bounded by process.</summary>
public sealed class RefusedStrangersTests : IAsyncLifetime
{
    private const string FindPatients = "practice.users.v1.People/FindPatients";

    private readonly UsersHost host = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_call_without_a_token_is_remembered_with_its_door_and_where_it_came_from()
    {
        await KnockAsync("203.0.113.9");

        var line = Assert.Single(await LinesAsync());
        Assert.Equal(("nobody", "refused", "203.0.113.9", null, null), (line.Actor, line.Outcome, line.OriginAddress, line.Subject, line.SessionId));
        Assert.Equal((FindPatients, "none"), (Fact(line, "call"), Fact(line, "token")));
    }

    [Fact]
    public async Task Whatever_is_wrong_with_a_token_it_is_remembered_and_nothing_of_it_is_kept()
    {
        var bad = BadTokens.All.Where(token => BadTokens.IssuerOf(token.Key) is not TestKeycloak).Select(token => token.Value).ToList();
        foreach (var token in bad)
        {
            await KnockAsync("203.0.113.9", token);
            host.Clock.Advance(Duration.FromSeconds(61));
        }

        var lines = await LinesAsync();
        Assert.Equal(bad.Count, lines.Count);
        Assert.All(lines, line => Assert.Equal(("nobody", "refused", FindPatients), (line.Actor, Fact(line, "token"), Fact(line, "call"))));
        Assert.All(lines, line => Assert.Equal(["call", "token"], JsonDocument.Parse(line.Details).RootElement.EnumerateObject().Select(d => d.Name).Order()));
    }

    [Fact]
    public async Task A_flood_is_one_line_a_minute_and_the_next_says_how_many_there_were()
    {
        for (var i = 0; i < 50; i++)
            await KnockAsync("203.0.113.9");
        Assert.Single(await LinesAsync());

        host.Clock.Advance(Duration.FromSeconds(61));
        await KnockAsync("203.0.113.9");
        var lines = await LinesAsync();
        Assert.Equal([null, "49"], lines.Select(l => Fact(l, "more")));
        Assert.Equal(51, Calls(lines));
    }

    [Fact]
    public async Task What_was_counted_is_told_when_the_flood_has_ended()
    {
        for (var i = 0; i < 5; i++)
            await KnockAsync("203.0.113.9");
        var strangers = host.Services.GetRequiredService<RefusedStrangers>();
        await strangers.TellCountsAsync(Ct);
        Assert.Single(await LinesAsync());

        host.Clock.Advance(Duration.FromSeconds(61));
        await strangers.TellCountsAsync(Ct);
        await strangers.TellCountsAsync(Ct);
        var lines = await LinesAsync();
        Assert.Equal([null, "3"], lines.Select(l => Fact(l, "more")));
        Assert.Equal((5, "203.0.113.9"), (Calls(lines), lines[1].OriginAddress));
    }

    [Fact]
    public async Task Doors_and_networks_are_told_apart_and_addresses_of_one_network_are_not()
    {
        await KnockAsync("203.0.113.9");
        await KnockAsync("203.0.113.10");
        await KnockAsync("2001:db8:1:2::1");
        await KnockAsync("2001:db8:1:2:3:4:5:6");
        await Assert.ThrowsAsync<RpcException>(async () => await new Contracts.PracticeRoles.PracticeRolesClient(host.AsNobody()).ListRolesAsync(new(), From("203.0.113.9"), cancellationToken: Ct));

        Assert.Equal(["203.0.113.9", "203.0.113.10", "2001:db8:1:2::1", "203.0.113.9"], (await LinesAsync()).Select(l => l.OriginAddress));
    }

    [Fact]
    public async Task A_flood_from_everywhere_is_bounded_too_and_not_one_call_is_forgotten()
    {
        for (var i = 0; i < 100; i++)
            await KnockAsync($"198.51.100.{i}");
        Assert.Equal(RefusedStrangers.MostLines + 1, (await LinesAsync()).Count);

        host.Clock.Advance(Duration.FromSeconds(61));
        await host.Services.GetRequiredService<RefusedStrangers>().TellCountsAsync(Ct);
        Assert.Equal(100, Calls(await LinesAsync()));
        await KnockAsync("198.51.100.200");
        Assert.Contains(await LinesAsync(), l => l.OriginAddress == "198.51.100.200");
    }

    [Fact]
    public async Task Who_comes_to_a_page_without_a_session_or_to_nothing_at_all_is_not_remembered()
    {
        using var browser = host.OpenBrowser();
        await browser.Http.GetAsync("/account/security", Ct);
        await browser.Http.GetAsync("/wp-login.php", Ct);

        Assert.Empty(await LinesAsync());
    }

    [Fact]
    public async Task What_cannot_be_remembered_is_said_to_have_failed_and_counted()
    {
        _ = host.Services;
        await using var admin = Npgsql.NpgsqlDataSource.Create(host.SuperuserConnectionString);
        await using (var deny = admin.CreateCommand("ALTER TABLE audit.entry ADD CONSTRAINT away CHECK (false) NOT VALID"))
            await deny.ExecuteNonQueryAsync(Ct);
        await Assert.ThrowsAnyAsync<Exception>(() => KnockAsync("203.0.113.9", expected: null));

        await using (var allow = admin.CreateCommand("ALTER TABLE audit.entry DROP CONSTRAINT away"))
            await allow.ExecuteNonQueryAsync(Ct);
        await KnockAsync("203.0.113.9");
        Assert.Equal(2, Calls(await LinesAsync()));
    }

    private static int Calls(IReadOnlyList<AuditEntry> lines) => lines.Sum(l => 1 + int.Parse(Fact(l, "more") ?? "0", System.Globalization.CultureInfo.InvariantCulture));

    private static string? Fact(AuditEntry entry, string name) =>
        JsonDocument.Parse(entry.Details).RootElement.TryGetProperty(name, out var fact) ? fact.GetString() : null;

    private static Metadata From(string address) => new() { { "origin-address", address } };

    private async Task KnockAsync(string address, string? token = null, StatusCode? expected = StatusCode.Unauthenticated)
    {
        var people = new Contracts.People.PeopleClient(host.WithToken(token));
        try
        {
            await people.FindPatientsAsync(new() { Text = "smi" }, From(address), cancellationToken: Ct);
        }
        catch (RpcException refusal) when (refusal.StatusCode == expected)
        {
        }
    }

    private Task<List<AuditEntry>> LinesAsync() => host.InDatabase(db => db.Set<AuditEntry>().AsNoTracking().Where(e => e.Action == "call.refused").OrderBy(e => e.Position).ToListAsync(Ct));
}
