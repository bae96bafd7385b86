using Microsoft.Extensions.Hosting;
using Npgsql;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.BuildingBlocks;

/// <summary>
/// A service whose own role could change its audit log does not start: whoever took the service over could hide it. The schema is made by the
/// operator (<c>audit.sql</c>), never by the service.
/// </summary>
internal sealed class RequireAppendOnly(NpgsqlDataSource source, ThisApp app) : IHostedLifecycleService
{
    private const string Look = """
        SELECT to_regprocedure('audit.seal(bigint, bigint[], bytea[])') IS NOT NULL,
               coalesce((
                   SELECT bool_or(has_table_privilege(c.oid, 'DELETE') OR has_table_privilege(c.oid, 'TRUNCATE') OR has_table_privilege(c.oid, 'TRIGGER')
                       OR has_any_column_privilege(c.oid, 'UPDATE') OR pg_has_role(c.relowner, 'MEMBER'))
                   FROM pg_class AS c WHERE c.relnamespace = to_regnamespace('audit') AND c.relkind = 'r'), false)
        """;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var look = source.CreateCommand(Look);
        await using var seen = await look.ExecuteReaderAsync(cancellationToken);
        await seen.ReadAsync(cancellationToken);
        if (!seen.GetBoolean(0))
        {
            throw new InvalidOperationException(
                $"The audit log of '{app.Name}' is not set up. Run services/BuildingBlocks/Audit/audit.sql in its database as a superuser (docs/operations.md).");
        }

        if (seen.GetBoolean(1))
        {
            throw new InvalidOperationException(
                $"'{app.Name}' signs in to its database with a role that can change the audit log. Give it a role that is no superuser and no member of '{app.Name}_audit'.");
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
