using System.Text;
using Npgsql;
using PracticeAspire.Tests;
using StackExchange.Redis;

namespace PracticeAspire.Records.Tests.Canaries;

/// <summary>Every place where something a record says could lie in the clear, read as a thief would: as bytes.</summary>
internal static class Sinks
{
    public const string RecordsDump = "dump of records";
    public const string KeysDump = "dump of record-keys";
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
        LookIn(TemporaryFiles, [.. TemporaryFilesSince(host.Started), host.AnchorFile]);
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

    // Pipes, which are empty for who only looks, would be waited at for ever.
    private static IEnumerable<string> TemporaryFilesSince(DateTime started) =>
        new DirectoryInfo(Path.GetTempPath()).EnumerateFiles().Where(f => f.Exists && f.Length > 0 && f.LastWriteTimeUtc >= started).Select(f => f.FullName);

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

    // Every row of every table as the database writes it out, what it had compressed unpacked.
    private static async Task<byte[]> DumpAsync(string connectionString, CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var connection = await source.OpenConnectionAsync(ct);
        var tables = new List<string>();
        await using (var list = new NpgsqlCommand("SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')", connection))
        await using (var reader = await list.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
                tables.Add(reader.GetString(0));
        }

        var dump = new StringBuilder();
        foreach (var table in tables)
        {
            using var rows = await connection.BeginTextExportAsync($"COPY {table} TO STDOUT", ct);
            dump.Append(await rows.ReadToEndAsync(ct));
        }

        return Encoding.UTF8.GetBytes(dump.ToString());
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
