using Npgsql;

namespace PracticeAspire.Records.Keys;

/// <summary>The database of the keys, <c>ConnectionStrings:record-keys</c>. Nothing but this folder opens it.</summary>
internal sealed class KeyDatabase(IConfiguration configuration) : IAsyncDisposable
{
    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(configuration.GetConnectionString("record-keys")
            ?? throw new InvalidOperationException("The setting 'ConnectionStrings:record-keys' is missing: the database of the records' keys."))
        {
            ApplicationName = "records",
            MaxAutoPrepare = 20,
        });

    public NpgsqlCommand Command(string sql, params object[] parameters)
    {
        var command = source.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(new() { Value = parameter });
        return command;
    }

    public async Task<NpgsqlConnection> OpenAsync(CancellationToken ct) => await source.OpenConnectionAsync(ct);

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
