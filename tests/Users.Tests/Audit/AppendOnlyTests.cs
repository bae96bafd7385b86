using Microsoft.AspNetCore.Hosting;
using Npgsql;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Tests;

namespace PracticeAspire.Users.Tests.Audit;

/// <summary>Whoever has the service's own role, and so everything the service has, adds to the log and does nothing else to it.</summary>
public sealed class AppendOnlyTests(UsersHost host) : IClassFixture<UsersHost>
{
    private const string Everything = """
        SELECT string_agg(md5(all_of_it), ' ' ORDER BY all_of_it) FROM (
            SELECT e::text FROM audit.entry AS e UNION ALL SELECT c::text FROM audit.checkpoint AS c
            UNION ALL SELECT oid::regclass::text || relacl::text || relowner::regrole::text FROM pg_class WHERE relnamespace = 'audit'::regnamespace AND relkind = 'r'
            UNION ALL SELECT attname || coalesce(attacl::text, '') FROM pg_attribute WHERE attrelid = 'audit.entry'::regclass
            UNION ALL SELECT proname || proacl::text || prosrc FROM pg_proc WHERE pronamespace = 'audit'::regnamespace
            UNION ALL SELECT nspacl::text || nspowner::regrole::text FROM pg_namespace WHERE nspname = 'audit'
            UNION ALL SELECT tgname || tgenabled::text FROM pg_trigger WHERE tgrelid = 'audit.entry'::regclass) AS seen (all_of_it)
        """;

    [Theory]
    [InlineData("UPDATE audit.entry SET actor = 'somebody-else'")]
    [InlineData("UPDATE audit.entry SET seq = NULL, hash = NULL")]
    [InlineData("INSERT INTO audit.entry (actor, action, outcome) VALUES ('x', 'x.x', 'failed') ON CONFLICT (position) DO UPDATE SET actor = 'y'")]
    [InlineData("MERGE INTO audit.entry USING (SELECT 1) AS one ON true WHEN MATCHED THEN DELETE")]
    [InlineData("DELETE FROM audit.entry")]
    [InlineData("TRUNCATE audit.entry")]
    [InlineData("TRUNCATE audit.entry, audit.checkpoint RESTART IDENTITY CASCADE")]
    [InlineData("UPDATE audit.checkpoint SET note = ''")]
    [InlineData("DELETE FROM audit.checkpoint")]
    [InlineData("SELECT * FROM audit.entry FOR UPDATE")]
    [InlineData("LOCK TABLE audit.entry IN ACCESS EXCLUSIVE MODE")]
    [InlineData("INSERT INTO audit.entry (occurred_at, actor, action, outcome) VALUES ('2020-01-01', 'x', 'x.x', 'failed')")]
    [InlineData("INSERT INTO audit.entry (seq, hash, actor, action, outcome) VALUES (999, sha256(''), 'x', 'x.x', 'failed')")]
    [InlineData("INSERT INTO audit.entry (position, actor, action, outcome) OVERRIDING SYSTEM VALUE VALUES (1, 'x', 'x.x', 'failed')")]
    [InlineData("SELECT setval('audit.entry_position_seq', 1)")]
    [InlineData("SELECT audit.seal(1, ARRAY[1]::bigint[], ARRAY[sha256('')])")]
    [InlineData("ALTER TABLE audit.entry DROP COLUMN actor")]
    [InlineData("ALTER TABLE audit.entry OWNER TO users")]
    [InlineData("ALTER TABLE audit.entry DISABLE TRIGGER ALL")]
    [InlineData("ALTER TABLE audit.entry DISABLE TRIGGER append_only")]
    [InlineData("ALTER TABLE audit.entry SET SCHEMA public")]
    [InlineData("ALTER TABLE audit.entry RENAME TO forgotten")]
    [InlineData("DROP TRIGGER append_only ON audit.entry")]
    [InlineData("CREATE TRIGGER mine BEFORE INSERT ON audit.entry FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()")]
    [InlineData("CREATE RULE mine AS ON INSERT TO audit.entry DO INSTEAD NOTHING")]
    [InlineData("CREATE OR REPLACE FUNCTION audit.append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'")]
    [InlineData("CREATE TABLE audit.mine (id int)")]
    [InlineData("DROP TABLE audit.entry")]
    [InlineData("DROP SCHEMA audit CASCADE")]
    [InlineData("ALTER SCHEMA audit RENAME TO forgotten")]
    [InlineData("ALTER SCHEMA audit OWNER TO users")]
    [InlineData("GRANT ALL ON audit.entry TO users")]
    [InlineData("GRANT UPDATE (actor) ON audit.entry TO users")]
    [InlineData("GRANT ALL ON SCHEMA audit TO users")]
    [InlineData("GRANT users_audit TO users")]
    [InlineData("REVOKE users_audit FROM postgres")]
    [InlineData("SET ROLE users_audit")]
    [InlineData("SET ROLE postgres")]
    [InlineData("SET SESSION AUTHORIZATION users_audit")]
    [InlineData("ALTER ROLE users SUPERUSER")]
    [InlineData("ALTER ROLE users_audit LOGIN PASSWORD 'mine'")]
    [InlineData("REASSIGN OWNED BY users_audit TO users")]
    [InlineData("DROP OWNED BY users_audit CASCADE")]
    [InlineData("SET session_replication_role = replica")]
    [InlineData("CREATE EVENT TRIGGER mine ON sql_drop EXECUTE FUNCTION event_trigger_fired()")]
    [InlineData("COPY audit.entry TO PROGRAM 'cat'")]
    public async Task Refuses_to_the_service_itself(string sql)
    {
        await host.Services.Acts("test.acted", 3);
        var before = await ScalarAsync(host.SuperuserConnectionString, Everything);

        string? said = null;
        try
        {
            await ScalarAsync(host.ConnectionString, sql);
        }
        catch (PostgresException refused)
        {
            said = refused.SqlState;
        }

        // GRANT of what one has not is no error to PostgreSQL when one has something else, and does nothing.
        if (!sql.StartsWith("GRANT", StringComparison.Ordinal))
            Assert.True(said is not null, "The database let it pass.");
        Assert.Equal(before, await ScalarAsync(host.SuperuserConnectionString, Everything));
    }

    [Theory]
    [InlineData("UPDATE audit.entry SET actor = 'somebody-else'")]
    [InlineData("DELETE FROM audit.entry")]
    [InlineData("TRUNCATE audit.entry")]
    [InlineData("DELETE FROM audit.checkpoint")]
    public async Task Is_not_changed_by_a_slip_of_a_superusers_hand(string sql)
    {
        await host.Services.Acts("test.acted", 1);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(host.SuperuserConnectionString, sql));
        Assert.Contains("only grows", refused.MessageText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stays_as_it_is_when_it_is_given_again()
    {
        await host.Services.Acts("test.acted", 2);
        var before = await ScalarAsync(host.SuperuserConnectionString, Everything);
        await ScalarAsync(host.SuperuserConnectionString, TestPostgres.AuditLogOf("users"));
        Assert.Equal(before, await ScalarAsync(host.SuperuserConnectionString, Everything));
    }

    [Fact]
    public async Task Is_given_to_a_database_that_the_service_has_used_before()
    {
        var (service, superuser) = await TestPostgres.CreateServiceDatabaseAsync("users");
        await ScalarAsync(superuser, "DROP SCHEMA audit CASCADE");
        await ScalarAsync(service, "CREATE TABLE kept AS SELECT 42 AS answer");
        await ScalarAsync(superuser, TestPostgres.AuditLogOf("users"));

        await using var upgraded = new OnDatabase(service);
        await upgraded.Services.Acts("test.acted", 2);
        Assert.Equal(42, await ScalarAsync(service, "UPDATE kept SET answer = answer RETURNING answer"));
        Assert.Equal(2L, await ScalarAsync(service, "SELECT count(*) FROM audit.entry WHERE action = 'test.acted'"));
    }

    [Fact]
    public async Task Is_not_put_where_the_service_has_made_a_schema_of_that_name_itself()
    {
        var (service, superuser) = await TestPostgres.CreateServiceDatabaseAsync("users");
        await ScalarAsync(superuser, "DROP SCHEMA audit CASCADE");
        await ScalarAsync(service, "CREATE SCHEMA audit");
        var refused = await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(superuser, TestPostgres.AuditLogOf("users")));
        Assert.Contains("does not belong to users_audit", refused.MessageText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_could_change_its_log_does_not_start()
    {
        // In a database of its own: it gets as far as the tables, which are then the superuser's.
        var refusal = await WhyItDoesNotStartAsync((await TestPostgres.CreateServiceDatabaseAsync("users")).Superuser);
        Assert.Contains("can change the audit log", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_without_a_log_does_not_start_and_says_what_to_do()
    {
        var refusal = await WhyItDoesNotStartAsync(await TestPostgres.CreateDatabaseAsync("older"));
        Assert.Contains("audit.sql", refusal.Message, StringComparison.Ordinal);
    }

    // A service that does not start takes its provider with it, sometimes before the test host has asked it for the reason.
    private static async Task<InvalidOperationException> WhyItDoesNotStartAsync(string database)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var service = new OnDatabase(database);
            try
            {
                return Assert.Throws<InvalidOperationException>(() => service.Services);
            }
            catch (Xunit.Sdk.ThrowsException) when (attempt < 5)
            {
            }
        }
    }

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false });
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    private sealed class OnDatabase(string connectionString) : UsersHost
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("ConnectionStrings:users", connectionString);
        }
    }
}
