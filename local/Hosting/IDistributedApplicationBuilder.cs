using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Puts an application together.</summary>
public interface IDistributedApplicationBuilder
{
    /// <summary>The folder of the app host's project.</summary>
    string AppHostDirectory { get; }

    /// <summary>Arguments, environment, appsettings.</summary>
    ConfigurationManager Configuration { get; }

    /// <summary>Development or Production.</summary>
    IHostEnvironment Environment { get; }

    /// <summary>Services of the app host itself, health checks above all.</summary>
    IServiceCollection Services { get; }

    /// <summary>Tells what happens.</summary>
    IDistributedApplicationEventing Eventing { get; }

    /// <summary>Run or publish.</summary>
    DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <summary>All resources so far.</summary>
    IList<IResource> Resources { get; }

    /// <summary>Adds a resource; its name must be new.</summary>
    IResourceBuilder<T> AddResource<T>(T resource) where T : IResource;

    /// <summary>Goes on stating facts about a resource.</summary>
    IResourceBuilder<T> CreateResourceBuilder<T>(T resource) where T : IResource;

    /// <summary>Ends the stating.</summary>
    DistributedApplication Build();
}

/// <summary>How an application is built.</summary>
public sealed class DistributedApplicationOptions
{
    /// <summary>The command line.</summary>
    public string[]? Args { get; set; }

    /// <summary>The assembly of the app host, when it is not the one that was started.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>Without dashboard.</summary>
    public bool DisableDashboard { get; set; }

    /// <summary>Plain HTTP for dashboard and telemetry; always so here.</summary>
    public bool AllowUnsecuredTransport { get; set; }
}

/// <summary>What the application is built for.</summary>
public sealed class DistributedApplicationExecutionContext
{
    /// <summary>To run here: always so with this implementation.</summary>
    public bool IsRunMode { get; } = true;

    /// <summary>To be published: never with this implementation.</summary>
    public bool IsPublishMode => !IsRunMode;
}

/// <summary>All resources.</summary>
public sealed class DistributedApplicationModel(IList<IResource> resources)
{
    /// <summary>In the order they were added.</summary>
    public IList<IResource> Resources { get; } = resources;
}

/// <summary>The application cannot be built or run as stated; the message says why.</summary>
public sealed class DistributedApplicationException(string message, Exception? inner = null) : Exception(message, inner);
