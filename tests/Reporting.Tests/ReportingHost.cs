using Microsoft.AspNetCore.Hosting;
using Npgsql;
using PracticeAspire.Events.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;

namespace PracticeAspire.Reporting.Tests;

/// <summary>The service on its own database. Events come when a test delivers them, or from the log of <see cref="Source"/>.</summary>
public class ReportingHost() : ServiceHost<Program>("reporting"), IAsyncLifetime
{
    public const string SidecarToken = "token-of-the-source";
    private readonly Dictionary<string, long> sequences = [];
    private NpgsqlDataSource? sql;

    internal AppointmentsStandIn Source { get; private set; } = null!;

    public NpgsqlDataSource Sql => sql ??= NpgsqlDataSource.Create(ConnectionString);

    public Contracts.Reports.ReportsClient Reports => new(As(Guid.CreateVersion7(), Roles.Receptionist));

    public Contracts.Reports.ReportsClient ReportsForAdministrator => new(As(Guid.CreateVersion7(), Roles.Administrator));

    public async ValueTask InitializeAsync() => Source = await AppointmentsStandIn.StartAsync();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Source.DisposeAsync();
        if (sql is not null)
            await sql.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    public async Task HearAsync<TEvent>(TEvent fact)
        where TEvent : IEvent
    {
        long sequence;
        lock (sequences)
            sequence = sequences[TEvent.Topic] = sequences.GetValueOrDefault(TEvent.Topic) + 1;
        await this.HearAsync(fact, sequence, Guid.CreateVersion7(), DateTimeOffset.UnixEpoch);
    }

    /// <returns>Every row of the read model as text, in a fixed order.</returns>
    public async Task<List<string>> TablesAsync()
    {
        await using var rows = Sql.CreateCommand(
            """
            SELECT 'appointment ' || f::text FROM appointment_fact AS f
            UNION ALL SELECT 'working day ' || f::text FROM working_day_fact AS f
            UNION ALL SELECT 'merged ' || m::text FROM merged_patient AS m
            UNION ALL SELECT 'utilisation ' || f::text FROM day_utilisation AS f
            ORDER BY 1
            """);
        await using var reader = await rows.ExecuteReaderAsync();
        var all = new List<string>();
        while (await reader.ReadAsync())
            all.Add(reader.GetString(0));
        return all;
    }

    /// <returns>How many events were applied, of all topics.</returns>
    public async Task<long> CountAppliedAsync()
    {
        await using var count = Sql.CreateCommand("SELECT coalesce(sum(sequence), 0)::bigint + (SELECT count(*) FROM inbox) FROM inbox_head");
        return (long)(await count.ExecuteScalarAsync())!;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("DAPR_GRPC_PORT", $"{Source.GrpcPort}");
        builder.UseSetting("DAPR_API_TOKEN", SidecarToken);
        if (Issuer is TestIdentity)
            builder.UseSetting("Identity:Authority", $"http://localhost:{Source.HttpPort}");
        builder.UseSetting("clients:reporting", "any");
    }
}
