using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;

namespace PracticeAspire.LedgerVerifier.Tests;

/// <summary>A service's audit log as the service keeps it: on a real PostgreSQL, with a key, an anchor file and a sequencer of its own.</summary>
internal sealed class Ledger : IAsyncDisposable
{
    private static readonly string[] Actions = ["sign-in.succeeded", "sign-in.failed", "sign-out.succeeded", "account.created", "call.refused"];
    private static readonly string[] Said = ["Grüße, 雪 🌨", "line\nbreak", "\"quoted\"\\", "\u001b[31mred", ""];

    private readonly NpgsqlDataSource source;
    private readonly AuditLog log;
    private readonly AuditKey key;
    private readonly Sequencer sequencer;
    private readonly DirectoryInfo folder;

    private Ledger(string service, string superuser, byte[] seed, DirectoryInfo folder, TimeSpan sealEvery)
    {
        (Superuser, this.folder) = (superuser, folder);
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ledger:audit-key"] = Convert.ToBase64String(seed),
            ["Audit:AnchorFolder"] = folder.FullName,
            ["Audit:SealEvery"] = sealEvery.ToString(),
        }).Build();
        var app = new ThisApp("ledger");
        source = NpgsqlDataSource.Create(service);
        var signal = new AuditSignal();
        log = new AuditLog(source, signal);
        key = new AuditKey(settings, app);
        sequencer = new Sequencer(source, log, key, new BuildingBlocks.AnchorFile(settings, app), signal, settings, TimeProvider.System, NullLogger<Sequencer>.Instance);
    }

    public string Superuser { get; }

    public string Anchor => Path.Combine(folder.FullName, "ledger.anchor");

    public string PublicKey => key.PublicKey;

    public static async Task<Ledger> StartAsync(TimeSpan sealEvery)
    {
        var (service, superuser) = await TestPostgres.CreateServiceDatabaseAsync("ledger");
        return await OnAsync(service, superuser, RandomNumberGenerator.GetBytes(32), Directory.CreateTempSubdirectory("practice-test-ledger-"), sealEvery);
    }

    public static async Task<Ledger> OnAsync(string service, string superuser, byte[] seed, DirectoryInfo folder, TimeSpan sealEvery)
    {
        var ledger = new Ledger(service, superuser, seed, folder, sealEvery);
        await ledger.sequencer.StartAsync(CancellationToken.None);
        return ledger;
    }

    /// <summary>Acts of all kinds, written at the same time as the service's requests do.</summary>
    public async Task ActAsync(int times, int seed = 1)
    {
        var random = new Random(seed);
        var acts = Enumerable.Range(0, times).Select(i => new Audited($"person-{random.Next(9)}", Actions[random.Next(Actions.Length)], random.Next(2) == 0 ? null : $"person-{i}")
        {
            OriginAddress = random.Next(2) == 0 ? null : "203.0.113.7",
            SessionId = random.Next(2) == 0 ? null : $"session {i}",
            OnBehalfOf = random.Next(3) == 0 ? "person-0" : null,
        }.With("reason", Said[random.Next(Said.Length)]).With("nth", i)).ToList();
        await Parallel.ForEachAsync(acts, async (act, ct) => await log.WriteAsync(act, ct));
        await Eventually.Is(async () => (long)(await ScalarAsync(source, "SELECT count(*) FROM audit.entry WHERE seq IS NULL"))!, n => n == 0, "the chain");
    }

    public Task SealedAsync() => Eventually.Is(
        async () => (long)(await ScalarAsync(source, "SELECT count(*) - coalesce((SELECT max(size) FROM audit.checkpoint), 0) FROM audit.entry"))!, n => n == 0, "the seal");

    public Task StopAsync() => sequencer.StopAsync(CancellationToken.None);

    public Task<string[]> ExportAsync() => LinesAsync(new AuditExport(log).ReadAsync(CancellationToken.None));

    public Task<string[]> ProofAsync(params string[] subjects) =>
        LinesAsync(new AuditProof(log, key, TimeProvider.System, NullLogger<AuditProof>.Instance).ReadAsync(subjects, CancellationToken.None));

    public Task<TamperedCopy> CopyAsync()
    {
        source.Clear();
        return TamperedCopy.OfAsync(Superuser);
    }

    public async ValueTask DisposeAsync()
    {
        await sequencer.StopAsync(CancellationToken.None);
        sequencer.Dispose();
        await source.DisposeAsync();
        key.Dispose();
        if (folder.Exists)
            folder.Delete(recursive: true);
    }

    public static async Task<object?> ScalarAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    public static async Task<string[]> LinesAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> parts)
    {
        var bytes = new MemoryStream();
        await foreach (var lines in parts)
            bytes.Write(lines.Span);
        return System.Text.Encoding.UTF8.GetString(bytes.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
