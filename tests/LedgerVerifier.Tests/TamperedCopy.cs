using Npgsql;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.LedgerVerifier.Tests;

/// <summary>A copy of a log's database for a superuser to have their way with; after each time it is put back to what it was.</summary>
internal sealed class TamperedCopy : IAsyncDisposable
{
    private readonly NpgsqlConnectionStringBuilder connection;
    private readonly NpgsqlDataSource source;
    private readonly string superuser;

    private TamperedCopy(string superuser)
    {
        this.superuser = superuser;
        connection = new NpgsqlConnectionStringBuilder(superuser) { Database = $"copy_{Guid.NewGuid():N}", MaxPoolSize = 4 };
        source = NpgsqlDataSource.Create(connection);
    }

    public static async Task<TamperedCopy> OfAsync(string superuser)
    {
        var copy = new TamperedCopy(superuser);
        await copy.AsAdminAsync($"CREATE DATABASE {copy.connection.Database} TEMPLATE {new NpgsqlConnectionStringBuilder(superuser).Database}");
        await Ledger.ScalarAsync(
            copy.source,
            "CREATE SCHEMA kept; CREATE TABLE kept.entry AS TABLE audit.entry; CREATE TABLE kept.checkpoint AS TABLE audit.checkpoint;"
            + " ALTER TABLE audit.entry DROP CONSTRAINT entry_seq_check");
        return copy;
    }

    /// <summary>What the log exports after these statements, which nothing holds up: no grant and no trigger.</summary>
    public async Task<string[]> ExportAsync(string sql)
    {
        await Ledger.ScalarAsync(source, $"SET session_replication_role = replica; {sql}");
        var export = await Ledger.LinesAsync(new AuditExport(new AuditLog(source, new AuditSignal())).ReadAsync(CancellationToken.None));
        await Ledger.ScalarAsync(
            source,
            "SET session_replication_role = replica; DELETE FROM audit.entry; DELETE FROM audit.checkpoint;"
            + " INSERT INTO audit.entry OVERRIDING SYSTEM VALUE SELECT * FROM kept.entry; INSERT INTO audit.checkpoint SELECT * FROM kept.checkpoint");
        return export;
    }

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await AsAdminAsync($"DROP DATABASE {connection.Database} WITH (FORCE)");
    }

    private async Task AsAdminAsync(string sql)
    {
        await using var admin = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(superuser) { Database = "postgres", Pooling = false });
        await Ledger.ScalarAsync(admin, sql);
    }
}
