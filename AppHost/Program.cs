using PracticeAspire.AppHost;

var options = CommandLine.Parse(args);
if (options.Refusal is { } refusal)
{
    Console.Error.WriteLine(refusal);
    return 1;
}

if (options.Help)
{
    Console.WriteLine(CommandLine.Usage);
    return 0;
}

var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
{
    Args = options.ForAspire,
    DisableDashboard = options.NoDashboard,
    AllowUnsecuredTransport = true,
});
builder.KeepDataIn(options.LocalFolder, options.Fresh);

// What the practice stands on
var postgres = builder.AddPostgres("postgres").WithDataVolume();
var redis = builder.AddRedis("redis").WithDataVolume();
var mailbox = builder.AddMailbox("mailbox", options.MailboxPort, options.LocalFolder);
var dapr = builder.AddDapr(redis, options.LocalFolder);

// The services: each with a database of its own and a sidecar
var users = builder.AddService("users", "../services/Users/Users.csproj")
    .WithDatabase(postgres)
    .WithAuditLog(postgres, options.LocalFolder)
    .WithDaprSidecar(dapr);
users.WithEnvironment("Identity__Authority", users.GetEndpoint("http"))
    .WithEnvironment("Web__Address", $"http://localhost:{options.WebPort}");

builder.AddService("appointments", "../services/Appointments/Appointments.csproj")
    .WithDatabase(postgres)
    .WithDaprSidecar(dapr)
    .WithEnvironment("Identity__Authority", users.GetEndpoint("http"));

builder.AddService("records", "../services/Records/Records.csproj")
    .WithDatabase(postgres)
    .WithDatabase(postgres, "record-keys")
    .WithAuditLog(postgres, options.LocalFolder)
    .WithDaprSidecar(dapr)
    .WithEnvironment("Identity__Authority", users.GetEndpoint("http"));

builder.AddService("notifications", "../services/Notifications/Notifications.csproj")
    .WithDatabase(postgres)
    .WithDaprSidecar(dapr)
    .WithEnvironment("Identity__Authority", users.GetEndpoint("http"))
    .WithEnvironment("ConnectionStrings__mailbox", mailbox.GetEndpoint("smtp"))
    .WithEnvironment("Practice__WebAddress", $"http://localhost:{options.WebPort}");

builder.AddService("reporting", "../services/Reporting/Reporting.csproj")
    .WithDatabase(postgres)
    .WithDaprSidecar(dapr)
    .WithEnvironment("Identity__Authority", users.GetEndpoint("http"));

// What staff and patients see
builder.AddService("web", "../web/Web.csproj", options.WebPort)
    .WithDaprSidecar(dapr)
    .WithEnvironment("Identity__Authority", users.GetEndpoint("http"));

builder.AnnounceWhenHealthy(options);
await builder.Build().RunAsync();
return Environment.ExitCode;

/// <summary>The app host, for tests to start.</summary>
public sealed partial class Program;
