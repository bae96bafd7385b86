namespace Aspire.Hosting.ApplicationModel;

/// <summary>A health check, registered with the application's services under this key.</summary>
public sealed class HealthCheckAnnotation(string key) : IResourceAnnotation
{
    /// <summary>The registration's name.</summary>
    public string Key { get; } = key;
}

/// <summary>What a resource waits for before it starts.</summary>
public enum WaitType
{
    /// <summary>Until the other runs, is healthy and its ready handlers are done.</summary>
    WaitUntilHealthy,

    /// <summary>Until the other ran to its end.</summary>
    WaitForCompletion,

    /// <summary>Until the other runs.</summary>
    WaitUntilStarted,
}

/// <summary>Holds a resource back until another is there.</summary>
public sealed class WaitAnnotation(IResource resource, WaitType waitType) : IResourceAnnotation
{
    /// <summary>The other resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>What of it is waited for.</summary>
    public WaitType WaitType { get; } = waitType;
}

/// <summary>A relation to another resource; type <c>Parent</c> nests it in the dashboard.</summary>
public sealed class ResourceRelationshipAnnotation(IResource resource, string type) : IResourceAnnotation
{
    /// <summary>The other resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>The kind of relation.</summary>
    public string Type { get; } = type;
}

/// <summary>Adds environment variables when the resource starts.</summary>
public sealed class EnvironmentCallbackAnnotation(Func<EnvironmentCallbackContext, Task> callback) : IResourceAnnotation
{
    /// <summary>Called at every start.</summary>
    public Func<EnvironmentCallbackContext, Task> Callback { get; } = callback;
}

/// <summary>The environment being put together.</summary>
public sealed class EnvironmentCallbackContext(DistributedApplicationExecutionContext executionContext, CancellationToken cancellationToken)
{
    /// <summary>Name to value: a string, or an <see cref="IValueProvider"/>.</summary>
    public Dictionary<string, object> EnvironmentVariables { get; } = [];

    /// <summary>Run or publish.</summary>
    public DistributedApplicationExecutionContext ExecutionContext { get; } = executionContext;

    /// <summary>Fires when the start is given up.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;
}

/// <summary>Adds command line arguments when the resource starts.</summary>
public sealed class CommandLineArgsCallbackAnnotation(Func<CommandLineArgsCallbackContext, Task> callback) : IResourceAnnotation
{
    /// <summary>Called at every start.</summary>
    public Func<CommandLineArgsCallbackContext, Task> Callback { get; } = callback;
}

/// <summary>The arguments being put together.</summary>
public sealed class CommandLineArgsCallbackContext(IList<object> args, CancellationToken cancellationToken)
{
    /// <summary>Strings and <see cref="IValueProvider"/>s.</summary>
    public IList<object> Args { get; } = args;

    /// <summary>Fires when the start is given up.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;
}

/// <summary>An address shown for the resource.</summary>
public sealed class ResourceUrlAnnotation : IResourceAnnotation
{
    /// <summary>The address.</summary>
    public required string Url { get; set; }

    /// <summary>What the dashboard shows instead of the address.</summary>
    public string? DisplayText { get; set; }
}

/// <summary>Where a project's file is.</summary>
public interface IProjectMetadata : IResourceAnnotation
{
    /// <summary>The full path of the .csproj.</summary>
    string ProjectPath { get; }
}

internal sealed record ProjectMetadata(string ProjectPath) : IProjectMetadata;

internal sealed record UrlForEndpointAnnotation(string EndpointName, Action<ResourceUrlAnnotation> Callback) : IResourceAnnotation;
