using System.Text;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.Tests.Audit;

public sealed class ListEntriesTests(UsersHost host) : IClassFixture<UsersHost>
{
    [Fact]
    public async Task Shows_the_newest_first_page_by_page_without_a_gap()
    {
        var person = Guid.CreateVersion7();
        for (var i = 0; i < 7; i++)
            await host.Services.GetRequiredService<AuditLog>().WriteAsync(new Audited(person.ToString(), "test.paged").With("nth", i), CancellationToken.None);

        var (seen, token) = (new List<string>(), "");
        do
        {
            var page = await Client().ListEntriesAsync(new() { PersonId = person.ToString(), PageSize = 3, PageToken = token });
            seen.AddRange(page.Entries.Select(e => e.Details["nth"]));
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        Assert.Equal(["6", "5", "4", "3", "2", "1", "0"], seen);
    }

    [Fact]
    public async Task Finds_by_whom_it_was_done_or_to_whom_by_action_and_by_time()
    {
        var (one, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var log = host.Services.GetRequiredService<AuditLog>();
        await log.WriteAsync(new Audited(one.ToString(), "test-find.did", other.ToString()), CancellationToken.None);
        await log.WriteAsync(new Audited(other.ToString(), "test-find.done"), CancellationToken.None);
        await log.WriteAsync(new Audited(other.ToString(), "test-finding.done"), CancellationToken.None);

        Assert.Single((await Client().ListEntriesAsync(new() { PersonId = one.ToString() })).Entries);
        Assert.Equal(3, (await Client().ListEntriesAsync(new() { PersonId = other.ToString() })).Entries.Count);
        Assert.Equal(2, (await Client().ListEntriesAsync(new() { Action = "test-find" })).Entries.Count);
        var first = Assert.Single((await Client().ListEntriesAsync(new() { Action = "test-find.did" })).Entries);
        Assert.Equal(2, (await Client().ListEntriesAsync(new() { PersonId = other.ToString(), From = Later(first.OccurredAt) })).Entries.Count);
        Assert.Single((await Client().ListEntriesAsync(new() { PersonId = other.ToString(), Until = Later(first.OccurredAt) })).Entries);
    }

    [Fact]
    public async Task Says_up_to_when_the_log_is_sealed()
    {
        await host.Services.Acts("test.sealed", 2);
        var seal = (await Client().ListEntriesAsync(new())).Seal;
        Assert.True(seal.Entries >= 2);
        Assert.InRange(seal.SealedAt.ToDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow);
        Assert.False(seal.Overdue);
    }

    [Theory]
    [InlineData(Roles.Doctor)]
    [InlineData(Roles.Receptionist)]
    [InlineData(Roles.Patient)]
    [InlineData(Roles.Service)]
    public async Task Is_for_administrators_only_and_so_is_the_export(string role)
    {
        var client = new Contracts.Audit.AuditClient(host.As(Guid.CreateVersion7(), role));
        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(async () => await client.ListEntriesAsync(new()))).StatusCode);
        using var call = client.Export(new());
        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None))).StatusCode);
    }

    [Theory]
    [InlineData("x", "", 0)]
    [InlineData("", "x", 0)]
    [InlineData("", "", 201)]
    [InlineData("", "", -1)]
    public async Task Refuses_what_it_cannot_read(string person, string token, int size) => Assert.Equal(
        StatusCode.InvalidArgument,
        (await Assert.ThrowsAsync<RpcException>(async () => await Client().ListEntriesAsync(new() { PersonId = person, PageToken = token, PageSize = size }))).StatusCode);

    [Fact]
    public async Task An_export_holds_every_entry_and_the_checkpoints_and_is_an_entry_itself()
    {
        await host.Services.Acts("test.exported", 3);
        var administrator = Guid.CreateVersion7();
        var bytes = new MemoryStream();
        using var call = Client(administrator).Export(new());
        await foreach (var chunk in call.ResponseStream.ReadAllAsync())
            chunk.Lines.WriteTo(bytes);

        var lines = Encoding.UTF8.GetString(bytes.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Count(l => l.Contains("test.exported", StringComparison.Ordinal)));
        Assert.Contains(lines, l => l.StartsWith("{\"checkpoint\":", StringComparison.Ordinal));
        var known = Assert.Single((await Client().ListEntriesAsync(new() { PersonId = administrator.ToString() })).Entries);
        Assert.Equal("audit.exported", known.Action);
    }

    [Fact]
    public async Task Anyone_gets_the_key_that_verifies_it() =>
        Assert.StartsWith("practice/users+", await host.CreateClient().GetStringAsync("/audit/key"), StringComparison.Ordinal);

    private Contracts.Audit.AuditClient Client(Guid? administrator = null) => new(host.As(administrator ?? Guid.CreateVersion7(), Roles.Administrator));

    private static Timestamp Later(Timestamp time) => Timestamp.FromDateTimeOffset(time.ToDateTimeOffset().AddTicks(10));
}
