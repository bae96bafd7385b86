using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Npgsql;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.BuildingBlocks;

public static class ServiceDatabase
{
    /// <summary>
    /// The service's PostgreSQL database, by the connection string <paramref name="name"/>: one data source for EF and for SQL by hand,
    /// a pooled context, migrations before the first request, readiness, traces.
    /// </summary>
    public static WebApplicationBuilder AddServiceDatabase<TDb>(this WebApplicationBuilder builder, string name)
        where TDb : ServiceDb
    {
        builder.Services.AddSingleton(_ => DataSource(builder.Configuration.GetRequired($"ConnectionStrings:{name}"), name));
        builder.Services.AddDbContextPool<TDb>((services, options) => options
            .UseNpgsql(services.GetRequiredService<NpgsqlDataSource>(), npgsql => npgsql.UseNodaTime().UseQuerySplittingBehavior(QuerySplittingBehavior.SplitQuery))
            .UseSnakeCaseNamingConvention());
        builder.Services.TryAddScoped<ServiceDb>(services => services.GetRequiredService<TDb>());
        // What fails is thrown and told where it matters; EF would log the statement besides, also for the first look at an empty database.
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.None);
        builder.Services.AddHostedService<MigrateDatabase<TDb>>();
        builder.Services.AddHealthChecks().AddCheck<DatabaseAnswers>("database", tags: [Health.Ready]);
        return builder;
    }

    private static NpgsqlDataSource DataSource(string connectionString, string name)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = name };
        if (connection.MaxAutoPrepare == 0)
            connection.MaxAutoPrepare = 100;

        var source = new NpgsqlDataSourceBuilder(connection.ConnectionString);
        source.UseNodaTime();

        // What nobody asked for (a relay that looks, a sender that waits) would be most of all traces.
        source.ConfigureTracing(traces => traces
            .ConfigureCommandFilter(_ => Activity.Current is not null)
            .ConfigureBatchFilter(_ => Activity.Current is not null));
        return source.Build();
    }

    private sealed class DatabaseAnswers(NpgsqlDataSource source) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await using var command = source.CreateCommand("SELECT 1");
                command.CommandTimeout = 2;
                await command.ExecuteScalarAsync(cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (NpgsqlException failure)
            {
                return HealthCheckResult.Unhealthy("The database does not answer.", failure);
            }
        }
    }
}
