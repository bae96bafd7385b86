using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using NodaTime;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Users.SignIn;

namespace PracticeAspire.Users.Tests.SignIn;

/// <summary>The provider's keys change, and nobody notices.</summary>
public sealed class KeyRotationTests : IAsyncLifetime
{
    private readonly UsersHost host = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private RotateKeys Rotation => host.Services.GetRequiredService<RotateKeys>();

    private ProviderKeyRing.ProviderKeyRingClient Operator => new(host.As(Guid.CreateVersion7(), Roles.Administrator));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task No_request_fails_while_tokens_are_made_renewed_and_checked_and_the_keys_change_twice()
    {
        var email = await host.HireAsync(Roles.Patient);
        using var browser = host.OpenBrowser();
        var (code, verifier) = await browser.GetCodeAsync(email, Staff.Password);
        var (_, tokens) = await browser.RedeemAsync(code, verifier);
        await using var one = await Neighbour.StartAsync(host);
        await using var other = await Neighbour.StartAsync(host);
        Neighbour[] neighbours = [one, other];

        var (failures, signedWith, rounds) = (new ConcurrentQueue<string>(), new ConcurrentDictionary<string, int>(), 0);
        using var over = new CancellationTokenSource();
        var load = Task.WhenAll(Task.Run(ServicesAsync), Task.Run(PersonAsync), Task.Run(OldTokensAsync));

        for (var change = 1; change <= 2; change++)
        {
            await RoundsAsync(3);
            var (before, next) = (await KidAsync(browser), await MakeNextAsync());
            await RoundsAsync(3);
            Assert.Equal(before, await KidAsync(browser));
            foreach (var neighbour in neighbours)
                await neighbour.LookForKeysAsync(change + 1);

            host.Clock.Advance(ProviderKey.Ahead);
            await Rotation.LookAsync(Ct);
            Assert.Equal(next, await KidAsync(browser));
            await Eventually.Is(() => Task.FromResult(signedWith.GetValueOrDefault(next)), n => n >= 6, "tokens under the new key");
        }

        await RoundsAsync(3);
        await over.CancelAsync();
        await load;
        Assert.Empty(failures);
        Assert.Equal(3, signedWith.Count);

        async Task ServicesAsync()
        {
            using var client = host.OpenBrowser();
            while (!over.IsCancellationRequested)
            {
                var (status, reply) = await client.AskForTokensAsync([("grant_type", "client_credentials")], AppNames.Reporting);
                await CheckAsync("a service's token", status, reply, "reporting: service");
                Interlocked.Increment(ref rounds);
            }
        }

        async Task PersonAsync()
        {
            using var web = host.OpenBrowser();
            var refresh = tokens.GetProperty("refresh_token").GetString()!;
            while (!over.IsCancellationRequested)
            {
                var (status, reply) = await web.RefreshAsync(refresh);
                await CheckAsync("a renewed sign-in", status, reply, "Robin Example: patient");
                if (status == HttpStatusCode.OK)
                    refresh = reply.GetProperty("refresh_token").GetString()!;
            }
        }

        async Task OldTokensAsync()
        {
            while (!over.IsCancellationRequested)
                await TakenAsync("a token of before", tokens.GetProperty("access_token").GetString()!, "Robin Example: patient");
        }

        async Task CheckAsync(string what, HttpStatusCode status, JsonElement reply, string who)
        {
            if (status != HttpStatusCode.OK)
            {
                failures.Enqueue($"{what}: {reply}");
                return;
            }

            var token = reply.GetProperty("access_token").GetString()!;
            signedWith.AddOrUpdate(new JsonWebToken(token).Kid, 1, (_, n) => n + 1);
            await TakenAsync(what, token, who);
        }

        async Task TakenAsync(string what, string token, string who)
        {
            foreach (var neighbour in neighbours)
            {
                if (await neighbour.AskAsync(token) is var answer && answer != who)
                    failures.Enqueue($"{what}: {answer}");
            }

            if (await StatusHereAsync(token) is var here && here != StatusCode.OK)
                failures.Enqueue($"{what}, at the users service: {here}");
        }

        Task RoundsAsync(int more)
        {
            var until = Volatile.Read(ref rounds) + more;
            return Eventually.Is(() => Task.FromResult(Volatile.Read(ref rounds)), n => n >= until || !failures.IsEmpty, "requests to go round");
        }
    }

    [Fact]
    public async Task Another_replica_reads_what_this_one_signs_and_seals_with_keys_made_meanwhile()
    {
        var email = await host.HireAsync(Roles.Patient);
        await using var replica = host.WithWebHostBuilder(_ => { });
        var there = replica.Services.GetRequiredService<RotateKeys>();
        await MakeNextAsync();
        host.Clock.Advance(ProviderKey.Ahead);
        await Rotation.LookAsync(Ct);
        await there.LookAsync(Ct);

        using var browser = host.OpenBrowser();
        var (code, verifier) = await browser.GetCodeAsync(email, Staff.Password);
        using var atReplica = new Browser(replica.CreateClient(new() { BaseAddress = new Uri(TestIdentity.Authority), AllowAutoRedirect = false }));
        var (status, tokens) = await atReplica.RedeemAsync(code, verifier);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(StatusCode.OK, await StatusHereAsync(tokens.GetProperty("access_token").GetString()!));
        Assert.Equal(HttpStatusCode.OK, (await browser.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!)).Status);
    }

    [Fact]
    public async Task Keys_that_have_come_of_age_are_followed_by_others_and_go_when_nothing_needs_them()
    {
        using var browser = host.OpenBrowser();
        var first = await KidAsync(browser);
        host.Clock.Advance(Duration.FromDays(30) - Duration.FromMinutes(1));
        await Rotation.LookAsync(Ct);
        Assert.Equal([first], await PublishedAsync(browser));

        host.Clock.Advance(Duration.FromMinutes(1));
        await Rotation.LookAsync(Ct);
        var both = await PublishedAsync(browser);
        Assert.Equal((2, first), (both.Length, both[0]));

        host.Clock.Advance(ProviderKey.Ahead);
        await Rotation.LookAsync(Ct);
        Assert.Equal([both[1], first], await PublishedAsync(browser));

        host.Clock.Advance(ProviderKey.Keep - Duration.FromSeconds(1));
        await Rotation.LookAsync(Ct);
        Assert.Contains(first, await PublishedAsync(browser));
        host.Clock.Advance(Duration.FromSeconds(1));
        await Rotation.LookAsync(Ct);
        Assert.Equal([both[1]], await PublishedAsync(browser));
        Assert.Equal(2, await host.InDatabase(db => db.ProviderKeys.CountAsync(Ct)));
    }

    [Fact]
    public async Task The_next_keys_wait_for_those_made_before_and_the_log_names_who_asked()
    {
        await MakeNextAsync();
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await Operator.MakeNextKeysAsync(new(), cancellationToken: Ct));
        Assert.Equal("next-waits", refusal.Trailers.GetValue("rule"));
        Assert.Equal(1, await host.InDatabase(db => db.Set<BuildingBlocks.AuditEntry>().CountAsync(e => e.Action == "key.asked-for", Ct)));
    }

    [Fact]
    public async Task The_database_alone_signs_nothing()
    {
        await MakeNextAsync();
        var rows = await host.InDatabase(db => db.ProviderKeys.ToListAsync(Ct));
        Assert.Equal(4, rows.Count);
        var material = host.Services.GetRequiredService<KeyMaterial>();
        foreach (var row in rows)
        {
            using var ecdsa = ECDsa.Create();
            Assert.ThrowsAny<CryptographicException>(() => ecdsa.ImportPkcs8PrivateKey(row.Sealed, out _));
            var bytes = row.Sealed.ToArray();
            bytes[^1] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => material.Open(new() { Id = row.Id, Purpose = row.Purpose, Sealed = bytes, CreatedAt = row.CreatedAt, UsedFrom = row.UsedFrom }));
            Assert.ThrowsAny<CryptographicException>(() => material.Open(new() { Id = "another", Purpose = row.Purpose, Sealed = row.Sealed, CreatedAt = row.CreatedAt, UsedFrom = row.UsedFrom }));
        }
    }

    [Fact]
    public void A_new_key_is_published_for_longer_than_anyone_goes_without_looking() =>
        Assert.True(ProviderKey.Ahead.ToTimeSpan() >= 2 * BearerAuthentication.LookForKeysEvery);

    private async Task<string> MakeNextAsync() =>
        (await Operator.MakeNextKeysAsync(new(), cancellationToken: Ct)).Keys.First(key => key.Purpose == ProviderKey.Signs).Id;

    /// <summary>The keys in the order in which they are published: the one in use first.</summary>
    private static async Task<string[]> PublishedAsync(Browser browser)
    {
        var metadata = JsonDocument.Parse(await browser.Http.GetStringAsync("/.well-known/openid-configuration", Ct)).RootElement;
        var keys = JsonDocument.Parse(await browser.Http.GetStringAsync(metadata.GetProperty("jwks_uri").GetString(), Ct)).RootElement.GetProperty("keys");
        return [.. keys.EnumerateArray().Select(key => key.GetProperty("kid").GetString()!)];
    }

    private static async Task<string> KidAsync(Browser browser)
    {
        var (_, reply) = await browser.AskForTokensAsync([("grant_type", "client_credentials")], AppNames.Users);
        return new JsonWebToken(reply.GetProperty("access_token").GetString()).Kid;
    }

    private async Task<StatusCode> StatusHereAsync(string token)
    {
        try
        {
            await new Contracts.People.PeopleClient(host.WithToken(token)).ListPractitionersAsync(new());
            return StatusCode.OK;
        }
        catch (RpcException refusal)
        {
            return refusal.StatusCode;
        }
    }
}
