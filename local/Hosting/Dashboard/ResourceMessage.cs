using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.Wire;
using Google.Protobuf.WellKnownTypes;

namespace Aspire.Hosting.Dashboard;

/// <summary>A resource as the dashboard reads it.</summary>
internal static class ResourceMessage
{
    public static Wire.Resource Of(ResourceEvent update)
    {
        var snapshot = update.Snapshot;
        var message = new Wire.Resource
        {
            Name = update.ResourceId,
            DisplayName = update.Resource.Name,
            Uid = update.ResourceId,
            ResourceType = snapshot.ResourceType,
            State = snapshot.State?.Text ?? "",
            StateStyle = snapshot.State?.Style ?? "",
            CreatedAt = Time(snapshot.CreationTimeStamp),
            StartedAt = Time(snapshot.StartTimeStamp),
            StoppedAt = Time(snapshot.StopTimeStamp),
            SupportsDetailedTelemetry = true,
        };
        message.Environment.Add(snapshot.EnvironmentVariables.Select(v => new EnvironmentVariable
        {
            Name = v.Name,
            Value = v.Value ?? "",
            IsFromSpec = v.IsFromSpec,
        }));
        message.Commands.Add(snapshot.Commands.Select(Command));
        message.Properties.Add(snapshot.Properties.Select(p => new ResourceProperty { Name = p.Name, Value = ValueOf(p.Value), IsSensitive = p.IsSensitive }));
        message.Properties.Add(snapshot.ExitCode is { } code ? [new ResourceProperty { Name = KnownProperties.ExitCode, Value = Value.ForNumber(code) }] : []);
        message.Urls.Add(snapshot.Urls.Select(UrlOf));
        message.Relationships.Add(snapshot.Relationships.Select(r => new ResourceRelationship { ResourceName = r.ResourceName, Type = r.Type }));
        message.HealthReports.Add(snapshot.HealthReports.Select(Report));
        return message;
    }

    private static Timestamp? Time(DateTime? time) => time is { } t ? Timestamp.FromDateTime(DateTime.SpecifyKind(t.ToUniversalTime(), DateTimeKind.Utc)) : null;

    private static Value ValueOf(object? value) => value switch
    {
        null => Value.ForNull(),
        int number => Value.ForNumber(number),
        string text => Value.ForString(text),
        IEnumerable<string> list => Value.ForList([.. list.Select(Value.ForString)]),
        _ => Value.ForString($"{value}"),
    };

    private static ResourceCommand Command(ResourceCommandSnapshot command) => new()
    {
        Name = command.Name,
        DisplayName = command.DisplayName,
        DisplayDescription = command.DisplayDescription ?? "",
        IconName = command.IconName ?? "",
        IsHighlighted = command.IsHighlighted,
        State = (Wire.ResourceCommandState)command.State,
    };

    private static Url UrlOf(UrlSnapshot url) => new()
    {
        EndpointName = url.Name ?? "",
        FullUrl = url.Url,
        IsInternal = url.IsInternal,
        IsInactive = url.IsInactive,
        DisplayProperties = new() { DisplayName = url.DisplayProperties.DisplayName, SortOrder = url.DisplayProperties.SortOrder },
    };

    private static HealthReport Report(HealthReportSnapshot report)
    {
        var message = new HealthReport
        {
            Key = report.Name,
            Description = report.Description ?? "",
            Exception = report.ExceptionText ?? "",
            LastRunAt = Time(report.LastRunAt),
        };
        if (report.Status is { } status)
        {
            message.Status = status switch
            {
                Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy => HealthStatus.Healthy,
                Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Degraded => HealthStatus.Degraded,
                _ => HealthStatus.Unhealthy,
            };
        }

        return message;
    }
}
