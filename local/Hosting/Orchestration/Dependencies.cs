using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Holds a resource back until those it needs are there.</summary>
internal static class Dependencies
{
    public static Task WaitAsync(IResource resource, ResourceNotificationService notifications, ResourceLogs logs, CancellationToken ct) =>
        Task.WhenAll(resource.Annotations.OfType<WaitAnnotation>().Select(w => WaitForAsync(resource, w, notifications, logs, ct)));

    private static async Task WaitForAsync(
        IResource resource, WaitAnnotation wait, ResourceNotificationService notifications, ResourceLogs logs, CancellationToken ct)
    {
        var name = wait.Resource.Name;
        logs.Write(resource.Name, $"{DateTime.UtcNow:O} Waiting for '{name}'.");
        if (wait.WaitType == WaitType.WaitUntilHealthy)
        {
            await notifications.WaitForResourceHealthyAsync(name, ct);
            return;
        }

        var update = await notifications.WaitForResourceAsync(
            name, e => e.Snapshot.State?.Text == KnownResourceStates.Running || ResourceNotificationService.IsOver(e.Snapshot), ct);
        if (ResourceNotificationService.IsOver(update.Snapshot))
            throw new DistributedApplicationException($"'{name}' is not running: {ResourceNotificationService.Describe(update.Snapshot)}.");
    }
}
