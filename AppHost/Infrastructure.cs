using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PracticeAspire.Infrastructure;

namespace PracticeAspire.AppHost;

/// <summary>What stands around the services on one machine.</summary>
internal static class Infrastructure
{
    private const string MailDevVersion = "3.0.0";

    /// <summary>Holds the folder for this app host alone while it runs, and empties it first when asked to start fresh.</summary>
    public static void KeepDataIn(this IDistributedApplicationBuilder builder, string folder, bool fresh) =>
        builder.Eventing.Subscribe<BeforeStartEvent>((started, _) =>
        {
            var held = LocalData.Hold(folder);
            started.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopped.Register(held.Dispose);
            if (fresh) LocalData.Delete(folder);
            return Task.CompletedTask;
        });

    /// <summary>Takes every mail and shows it; delivers none.</summary>
    public static IResourceBuilder<ExecutableResource> AddMailbox(
        this IDistributedApplicationBuilder builder, string name, int pagePort, string folder)
    {
        var smtpPort = FreePort.Next();
        return builder.AddExecutable(name, "node", ".")
            .WithHttpEndpoint(port: pagePort, targetPort: pagePort, name: "http", isProxied: false)
            .WithEndpoint(port: smtpPort, targetPort: smtpPort, scheme: "smtp", name: "smtp", isProxied: false)
            .WithArgs(async context =>
            {
                if (Executables.Find("node") is null)
                    throw new InfrastructureException("the mailbox needs Node.js 20 or newer on PATH (https://nodejs.org).");

                var package = await Npm.InstallAsync("maildev", MailDevVersion, Console.WriteLine, context.CancellationToken);
                object[] args =
                [
                    Path.Combine(package, "dist", "bin", "maildev.js"), "--ip", "127.0.0.1", "--smtp", $"{smtpPort}", "--web-ip", "127.0.0.1",
                    "--web", $"{pagePort}", "--mail-directory", Path.Combine(folder, name), "--max-emails", "1000",
                ];
                foreach (var arg in args) context.Args.Add(arg);
            })
            .WithUrlForEndpoint("http", url => url.DisplayText = "Mails")
            .WithHttpHealthCheck("/api/healthz");
    }
}
