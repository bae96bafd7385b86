using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.Wire;
using Aspire.Hosting.Orchestration;
using Grpc.Core;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Dashboard;

/// <summary>Answers the dashboard: which resources there are, what they write, and what is to be done with them.</summary>
internal sealed class DashboardService(
    IHostEnvironment environment, ResourceNotificationService notifications, ResourceLogs logs, ResourceCommandService commands)
    : Wire.DashboardService.DashboardServiceBase
{
    public override Task<ApplicationInformationResponse> GetApplicationInformation(ApplicationInformationRequest request, ServerCallContext context) =>
        Task.FromResult(new ApplicationInformationResponse { ApplicationName = environment.ApplicationName });

    // Every resource as it is comes first, one by one, like a change: the stream begins with an empty list.
    public override async Task WatchResources(
        WatchResourcesRequest request, IServerStreamWriter<WatchResourcesUpdate> responseStream, ServerCallContext context)
    {
        await responseStream.WriteAsync(new WatchResourcesUpdate { InitialData = new() }, context.CancellationToken);
        await foreach (var update in notifications.WatchAsync(context.CancellationToken))
        {
            var change = new WatchResourcesChange { Upsert = ResourceMessage.Of(update) };
            await responseStream.WriteAsync(new() { Changes = new() { Value = { change } } }, context.CancellationToken);
        }
    }

    public override async Task WatchResourceConsoleLogs(
        WatchResourceConsoleLogsRequest request, IServerStreamWriter<WatchResourceConsoleLogsUpdate> responseStream, ServerCallContext context)
    {
        await foreach (var lines in logs.ReadAsync(request.ResourceName, !request.SuppressFollow, context.CancellationToken))
        {
            var update = new WatchResourceConsoleLogsUpdate();
            update.LogLines.Add(lines.Select(l => new ConsoleLogLine { Text = l.Text, IsStdErr = l.IsError, LineNumber = l.Number }));
            await responseStream.WriteAsync(update, context.CancellationToken);
        }
    }

    public override async Task<ResourceCommandResponse> ExecuteResourceCommand(ResourceCommandRequest request, ServerCallContext context)
    {
        var result = await commands.ExecuteCommandAsync(request.ResourceName, request.CommandName, context.CancellationToken);
        var response = new ResourceCommandResponse
        {
            Kind = result.Success ? ResourceCommandResponseKind.Succeeded
                : result.Canceled ? ResourceCommandResponseKind.Cancelled
                : ResourceCommandResponseKind.Failed,
        };
        if (result.Message is { } message) response.Message = message;
        return response;
    }

    // Nothing here ever asks the person at the dashboard; the stream stays open because the dashboard would open it again at once.
    public override async Task WatchInteractions(
        IAsyncStreamReader<WatchInteractionsRequestUpdate> requestStream,
        IServerStreamWriter<WatchInteractionsResponseUpdate> responseStream,
        ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            // Answers to questions nobody asked.
        }
    }
}
