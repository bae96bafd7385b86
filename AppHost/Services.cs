using Npgsql;
using PracticeAspire.Infrastructure;

namespace PracticeAspire.AppHost;

/// <summary>What every service has: two endpoints, a health check, and, where it keeps data, a database nobody else can open.</summary>
internal static class Services
{
    /// <summary>A project that listens on <c>HTTP_PORT</c> and <c>GRPC_PORT</c>. Others dial these ports themselves; no proxy stands between.</summary>
    public static IResourceBuilder<ProjectResource> AddService(
        this IDistributedApplicationBuilder builder, string name, string project, int? httpPort = null)
    {
        var (http, grpc) = (httpPort ?? FreePort.Next(), FreePort.Next());
        return builder.AddProject(name, project, launchProfileName: null)
            .WithHttpEndpoint(port: http, targetPort: http, name: "http", env: "HTTP_PORT", isProxied: false)
            .WithEndpoint(port: grpc, targetPort: grpc, scheme: "tcp", name: "grpc", env: "GRPC_PORT", isProxied: false)
            .WithEnvironment("ASPNETCORE_ENVIRONMENT", "Development")
            .WithHttpHealthCheck("/health/ready", endpointName: "http");
    }

    /// <summary>A database and a login role, both named as the service unless another name is given, made when the server is ready and the service about to start.</summary>
    public static IResourceBuilder<ProjectResource> WithDatabase(
        this IResourceBuilder<ProjectResource> service, IResourceBuilder<PostgresServerResource> postgres, string? database = null)
    {
        var name = database ?? service.Resource.Name;
        var builder = service.ApplicationBuilder;
        var password = builder.AddParameter(
            $"{name}-database-password", new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true);
        builder.Eventing.Subscribe<ResourceReadyEvent>(postgres.Resource, async (_, ct) =>
        {
            var admin = await postgres.Resource.ConnectionStringExpression.GetValueAsync(ct);
            await CreateAsync(admin!, name, (await password.Resource.GetValueAsync(ct))!, ct);
        });

        var server = postgres.GetEndpoint("tcp");
        return service.WaitFor(postgres).WithEnvironment($"ConnectionStrings__{name}", ReferenceExpression.Create(
            $"Host=127.0.0.1;Port={server.Property(EndpointProperty.Port)};Username={name};Password={password};Database={name}"));
    }

    /// <summary>
    /// A log in that database which the service can only add to (services/BuildingBlocks/Audit), made by the superuser, also in a database that was
    /// there before; and a folder for what the log was, outside the database.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithAuditLog(
        this IResourceBuilder<ProjectResource> service, IResourceBuilder<PostgresServerResource> postgres, string folder)
    {
        var name = service.Resource.Name;
        service.ApplicationBuilder.Eventing.Subscribe<ResourceReadyEvent>(postgres.Resource, async (_, ct) =>
        {
            var admin = new NpgsqlConnectionStringBuilder(await postgres.Resource.ConnectionStringExpression.GetValueAsync(ct)) { Database = name, Pooling = false };
            await using var database = NpgsqlDataSource.Create(admin);
            await using var make = database.CreateCommand($"SET practice.service = {Quoted(name)}; {await ReadAsync("audit.sql", ct)}");
            await make.ExecuteNonQueryAsync(ct);
        });
        return service.WithEnvironment("Audit__AnchorFolder", Path.Combine(folder, LocalData.Audit));
    }

    private static async Task<string> ReadAsync(string script, CancellationToken ct)
    {
        using var reader = new StreamReader(typeof(Services).Assembly.GetManifestResourceStream(script)!);
        return await reader.ReadToEndAsync(ct);
    }

    private static async Task CreateAsync(string admin, string name, string password, CancellationToken ct)
    {
        await using var server = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(admin) { Database = "postgres", Pooling = false });
        var there = server.CreateCommand("SELECT count(*) FROM pg_roles WHERE rolname = $1");
        there.Parameters.Add(new() { Value = name });
        if ((long)(await there.ExecuteScalarAsync(ct))! == 0) await RunAsync($"CREATE ROLE {Quoted(name)}");

        // The password comes from the app host at every start, so that a changed one is no reason to start over.
        await RunAsync($"ALTER ROLE {Quoted(name)} LOGIN PASSWORD '{password.Replace("'", "''", StringComparison.Ordinal)}'");

        var database = server.CreateCommand("SELECT count(*) FROM pg_database WHERE datname = $1");
        database.Parameters.Add(new() { Value = name });
        if ((long)(await database.ExecuteScalarAsync(ct))! == 0) await RunAsync($"CREATE DATABASE {Quoted(name)} OWNER {Quoted(name)}");

        // Every role may connect to every database unless told otherwise.
        foreach (var each in new[] { name, "postgres", "template1" }) await RunAsync($"REVOKE ALL ON DATABASE {Quoted(each)} FROM PUBLIC");

        async Task RunAsync(string sql)
        {
            await using var command = server.CreateCommand(sql);
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    private static string Quoted(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
