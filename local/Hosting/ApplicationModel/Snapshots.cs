using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What is known about a resource at one moment.</summary>
public sealed record CustomResourceSnapshot
{
    /// <summary>Project, Executable, …</summary>
    public required string ResourceType { get; init; }

    /// <summary>Facts such as the process id.</summary>
    public required ImmutableArray<ResourcePropertySnapshot> Properties { get; init; }

    /// <summary>When it became known.</summary>
    public DateTime? CreationTimeStamp { get; init; }

    /// <summary>When it last started.</summary>
    public DateTime? StartTimeStamp { get; init; }

    /// <summary>When it last ended.</summary>
    public DateTime? StopTimeStamp { get; init; }

    /// <summary>One of <see cref="KnownResourceStates"/>.</summary>
    public ResourceStateSnapshot? State { get; init; }

    /// <summary>Of the last run.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The latest result of each health check.</summary>
    public ImmutableArray<HealthReportSnapshot> HealthReports { get; init; } = [];

    /// <summary>Only while it runs: the worst of its reports, healthy when it has no checks, null before the first result.</summary>
    public HealthStatus? HealthStatus =>
        State?.Text != KnownResourceStates.Running ? null
        : HealthReports.IsEmpty ? Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy
        : HealthReports.Any(r => r.Status is null) ? null
        : HealthReports.Min(r => r.Status);

    /// <summary>Its environment.</summary>
    public ImmutableArray<EnvironmentVariableSnapshot> EnvironmentVariables { get; init; } = [];

    /// <summary>Its addresses.</summary>
    public ImmutableArray<UrlSnapshot> Urls { get; init; } = [];

    /// <summary>What can be done with it.</summary>
    public ImmutableArray<ResourceCommandSnapshot> Commands { get; init; } = [];

    /// <summary>Its relations.</summary>
    public ImmutableArray<RelationshipSnapshot> Relationships { get; init; } = [];

    /// <summary>Completes when all ready handlers of this run are done; null before it is ready.</summary>
    public EventSnapshot<ResourceReadyEvent>? ResourceReadyEvent { get; init; }
}

/// <summary>An event being handled.</summary>
public sealed record EventSnapshot<T>(Task EventTask);

/// <summary>A fact.</summary>
public sealed record ResourcePropertySnapshot(string Name, object? Value)
{
    /// <summary>Masked where it is shown.</summary>
    public bool IsSensitive { get; init; }
}

/// <summary>A state's name and colour.</summary>
public sealed record ResourceStateSnapshot(string Text, string? Style)
{
    /// <summary>A state without colour.</summary>
    public static implicit operator ResourceStateSnapshot?(string? s) => s is null ? null : new(s, null);
}

/// <summary>An environment variable.</summary>
public sealed record EnvironmentVariableSnapshot(string Name, string? Value, bool IsFromSpec);

/// <summary>An address.</summary>
public sealed record UrlSnapshot(string? Name, string Url, bool IsInternal)
{
    /// <summary>How it is shown.</summary>
    public UrlDisplayPropertiesSnapshot DisplayProperties { get; init; } = new();

    /// <summary>True while the resource does not run.</summary>
    public bool IsInactive { get; init; }
}

/// <summary>How an address is shown.</summary>
public sealed record UrlDisplayPropertiesSnapshot(string DisplayName = "", int SortOrder = 0);

/// <summary>A relation by name.</summary>
public sealed record RelationshipSnapshot(string ResourceName, string Type);

/// <summary>The latest result of a health check; no status before the first.</summary>
public sealed record HealthReportSnapshot(string Name, HealthStatus? Status, string? Description, string? ExceptionText)
{
    /// <summary>When it was made.</summary>
    public DateTime? LastRunAt { get; init; }
}

/// <summary>Whether a command can be given now.</summary>
public enum ResourceCommandState
{
    /// <summary>It can.</summary>
    Enabled,

    /// <summary>Not now.</summary>
    Disabled,

    /// <summary>It makes no sense now.</summary>
    Hidden,
}

/// <summary>A command.</summary>
public sealed record ResourceCommandSnapshot(
    string Name, ResourceCommandState State, string DisplayName, string? DisplayDescription, string? IconName, bool IsHighlighted);
