using System.Diagnostics;
using Npgsql;
using PracticeAspire.Tests;
using StackExchange.Redis;

namespace PracticeAspire.Records.Tests.Canaries;

/// <summary>Every place where something a record says could lie in the clear, read as a thief would: as bytes.</summary>
internal static class Sinks
{
    public const string RecordsDump = "pg_dump of records";
    public const string KeysDump = "pg_dump of record-keys";
    public const string DatabaseFiles = "files of the databases";
    public const string WriteAheadLog = "write-ahead log";
    public const string Redis = "dump of Redis";
    public const string Logs = "logs";
    public const string Traces = "traces";
    public const string TemporaryFiles = "temporary files";

    public static readonly IReadOnlyList<string> All = [RecordsDump, KeysDump, DatabaseFiles, WriteAheadLog, Redis, Logs, Traces, TemporaryFiles];

    private const string OwnFolder = "SELECT 'base/' || oid FROM pg_database WHERE datname = current_database()";

    /// <returns>In which of them one of the words lies.</returns>
    public static async Task<IReadOnlyList<string>> WhereAsync(Flock flock, CanaryHost host, CancellationToken ct)
    {
        await using var records = NpgsqlDataSource.Create(host.SuperuserConnectionString);
        await using var keys = NpgsqlDataSource.Create(host.KeysConnectionString);
        var data = await AskAsync(records, "SHOW data_directory", ct);
        var (ofRecords, ofKeys) = (await AskAsync(records, OwnFolder, ct), await AskAsync(keys, OwnFolder, ct));
        var found = new List<string>();

        // Before the checkpoint, after which it may begin anew.
        await AskAsync(records, "SELECT pg_switch_wal()::text", ct);
        LookIn(WriteAheadLog, Files(Path.Combine(data, "pg_wal")));
        await AskAsync(records, "CHECKPOINT", ct);
        Look(RecordsDump, await DumpAsync(host.SuperuserConnectionString, ct));
        Look(KeysDump, await DumpAsync(host.KeysConnectionString, ct));
        Look(Logs, host.Logs);
        Look(Traces, host.Traces);
        LookIn(DatabaseFiles, [.. Files(Path.Combine(data, ofRecords)), .. Files(Path.Combine(data, ofKeys)), .. Files(Path.Combine(data, "base", "pgsql_tmp")), data + ".log"]);
        LookIn(Redis, await SaveAsync(host));
        LookIn(TemporaryFiles, [.. Directory.EnumerateFiles(Path.GetTempPath()).Where(f => File.GetLastWriteTimeUtc(f) >= host.Started), host.AnchorFile]);
        return [.. All.Where(found.Contains)];

        void Look(string sink, byte[] bytes)
        {
            Assert.True(bytes.Length > 0, $"There is nothing in the {sink}; it was not read.");
            if (flock.IsIn(bytes))
                found.Add(sink);
        }

        void LookIn(string sink, IEnumerable<string> files)
        {
            foreach (var file in files)
            {
                // Others who run at the same time take theirs away.
                if (File.Exists(file) && TryRead(file) is { } bytes && flock.IsIn(bytes))
                {
                    found.Add(sink);
                    return;
                }
            }
        }
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true }) : [];

    private static byte[]? TryRead(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static async Task<byte[]> DumpAsync(string connectionString, CancellationToken ct)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        var start = new ProcessStartInfo("pg_dump", ["--host", connection.Host!, "--port", $"{connection.Port}", "--username", connection.Username!, connection.Database!])
        {
            RedirectStandardOutput = true,
            Environment = { ["PGPASSWORD"] = connection.Password },
        };
        using var process = Process.Start(start)!;
        var dump = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(dump, ct);
        await process.WaitForExitAsync(ct);
        Assert.True(process.ExitCode == 0, "pg_dump failed. It must be there and not older than the server.");
        return dump.ToArray();
    }

    // Uncompressed, so that a word is a word; what lies in an append-only file lies in the same folder.
    private static async Task<IEnumerable<string>> SaveAsync(CanaryHost host)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"{host.Redis.Host},password={host.Redis.Password},allowAdmin=true");
        var server = connection.GetServer(host.Redis.Host);
        await server.ConfigSetAsync("rdbcompression", "no");
        await server.SaveAsync(SaveType.BackgroundSave);
        await Eventually.Is(
            async () => $"{await connection.GetDatabase().ExecuteAsync("INFO", "persistence")}",
            said => said.Contains("rdb_bgsave_in_progress:0", StringComparison.Ordinal) && said.Contains("rdb_last_bgsave_status:ok", StringComparison.Ordinal), "Redis to save");
        return Files((await server.ConfigGetAsync("dir"))[0].Value);
    }

    private static async Task<string> AskAsync(NpgsqlDataSource source, string sql, CancellationToken ct)
    {
        await using var command = source.CreateCommand(sql);
        return (string?)await command.ExecuteScalarAsync(ct) ?? "";
    }
}
