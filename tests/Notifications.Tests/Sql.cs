using Npgsql;

namespace PracticeAspire.Notifications.Tests;

internal static class Sql
{
    public static async Task<long> CountAsync(this NpgsqlDataSource sql, string rows) => (long)(await sql.ScalarAsync($"SELECT count(*) FROM {rows}"))!;

    public static async Task<object?> ScalarAsync(this NpgsqlDataSource sql, string statement)
    {
        await using var command = sql.CreateCommand(statement);
        return await command.ExecuteScalarAsync();
    }

    public static Task RunAsync(this NpgsqlDataSource sql, string statement) => sql.ScalarAsync(statement);
}
