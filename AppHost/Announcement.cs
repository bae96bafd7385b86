using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using PracticeAspire.Infrastructure;

namespace PracticeAspire.AppHost;

/// <summary>Tells the person at the console where to go, once everything is healthy, or what is not.</summary>
internal static class Announcement
{
    private static readonly string[] Accounts = ["admin", "doctor", "nurse", "reception", "biller", "patient"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static void AnnounceWhenHealthy(this IDistributedApplicationBuilder builder, CommandLine options)
    {
        var started = Stopwatch.StartNew();
        builder.Eventing.Subscribe<AfterResourcesCreatedEvent>((created, ct) =>
        {
            var notifications = created.Services.GetRequiredService<ResourceNotificationService>();
            var processes = created.Model.Resources.Where(r => r is ProjectResource or ExecutableResource).Select(r => r.Name).ToArray();
            _ = AnnounceAsync(processes, notifications, builder, options, started, ct);
            return Task.CompletedTask;
        });
    }

    private static async Task AnnounceAsync(
        string[] resources, ResourceNotificationService notifications, IDistributedApplicationBuilder builder, CommandLine options, Stopwatch started,
        CancellationToken ct)
    {
        try
        {
            var waits = resources.ToDictionary(r => r, r => notifications.WaitForResourceHealthyAsync(r, ct));
            var all = Task.WhenAll(waits.Values);
            while (await Task.WhenAny(all, Task.Delay(Patience, ct)) != all)
                Console.WriteLine($"Still waiting for {string.Join(", ", waits.Where(w => !w.Value.IsCompleted).Select(w => Describe(w.Key, notifications)))}.");
            await all;
        }
        catch (DistributedApplicationException e)
        {
            Console.WriteLine($"\nPracticeAspire is not complete: {e.Message}\n");
            return;
        }

        var secrets = Path.Combine(options.LocalFolder, LocalSecrets.FileName);
        Console.WriteLine($"""

            PracticeAspire is running, {started.Elapsed.TotalSeconds:0.0} s after its start.

              Web        http://localhost:{options.WebPort}
              Mailbox    http://localhost:{options.MailboxPort}
              Dashboard  {DashboardLink(builder, options)}

              Sign in as {string.Join(", ", Accounts)} (each @demo.practice)
              Password   {await LocalSecrets.DemoPasswordAsync(secrets, ct)}  (kept in {secrets}; PRACTICE_DEMO_PASSWORD sets another)

            Ctrl+C stops everything.

            """);
    }

    private static string Describe(string resource, ResourceNotificationService notifications)
    {
        if (!notifications.TryGetCurrentState(resource, out var now)) return resource;
        var ill = now.Snapshot.HealthReports.FirstOrDefault(r => !string.IsNullOrEmpty(r.Description))?.Description;
        return $"{resource} ({now.Snapshot.State?.Text}{(ill is null ? "" : $": {ill}")})";
    }

    private static string DashboardLink(IDistributedApplicationBuilder builder, CommandLine options) => options.NoDashboard
        ? "not started (--no-dashboard)"
        : $"{builder.Configuration["ASPNETCORE_URLS"]}/login?t={builder.Configuration["AppHost:BrowserToken"]}";
}
