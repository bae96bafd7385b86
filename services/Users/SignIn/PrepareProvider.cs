using Npgsql;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Demo;

namespace PracticeAspire.Users.SignIn;

/// <summary>
/// After the migrations and before the first request: clients, and in Development the demo's people. Replicas that start together take turns.
/// </summary>
internal sealed class PrepareProvider(IServiceScopeFactory scopes, NpgsqlDataSource source, IConfiguration configuration, IHostEnvironment environment) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var turn = await source.OpenConnectionAsync(cancellationToken);
        await using (var wait = new NpgsqlCommand("SELECT pg_advisory_lock(hashtext('provider'))", turn) { CommandTimeout = 0 })
            await wait.ExecuteNonQueryAsync(cancellationToken);

        await using var scope = scopes.CreateAsyncScope();
        if (!configuration.IsKeycloak())
            await scope.ServiceProvider.GetRequiredService<Clients>().RegisterAsync(cancellationToken);
        if (environment.IsDevelopment())
            await scope.ServiceProvider.GetRequiredService<DemoPeople>().SeedAsync(cancellationToken);

        await using var done = new NpgsqlCommand("SELECT pg_advisory_unlock(hashtext('provider'))", turn);
        await done.ExecuteNonQueryAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
