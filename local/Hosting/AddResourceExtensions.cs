using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Adds .NET projects.</summary>
public static class ProjectResourceBuilderExtensions
{
    /// <summary>
    /// A project by the path of its .csproj, relative to the app host. It runs from what the build made, with no launch profile:
    /// <paramref name="launchProfileName"/> must be null.
    /// </summary>
    public static IResourceBuilder<ProjectResource> AddProject(
        this IDistributedApplicationBuilder builder, string name, string projectPath, string? launchProfileName)
    {
        if (launchProfileName is not null)
            throw new DistributedApplicationException($"'{name}': local/Hosting reads no launch profiles. Say launchProfileName: null.");

        var path = Path.GetFullPath(projectPath, builder.AppHostDirectory);
        return builder.AddResource(new ProjectResource(name))
            .WithAnnotation(new ProjectMetadata(path))
            .WithAnnotation(new LaunchAnnotation(_ => Task.FromResult(ProjectOutput.LaunchOf(name, path))))
            .WithOtlpExporter();
    }
}

/// <summary>Adds programs.</summary>
public static class ExecutableResourceBuilderExtensions
{
    /// <summary>A program; the working directory is relative to the app host.</summary>
    public static IResourceBuilder<ExecutableResource> AddExecutable(
        this IDistributedApplicationBuilder builder, string name, string command, string workingDirectory, params string[]? args)
    {
        var directory = Path.GetFullPath(workingDirectory, builder.AppHostDirectory);
        return builder.AddResource(new ExecutableResource(name, command, directory))
            .WithAnnotation(new LaunchAnnotation(_ => Task.FromResult(new Launch(command, [], directory))))
            .WithArgs(args ?? []);
    }
}

/// <summary>Adds parameters.</summary>
public static class ParameterResourceBuilderExtensions
{
    /// <summary>A value from configuration, <c>Parameters:name</c>.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false) =>
        builder.AddResource(new ParameterResource(name, _ => Configured(builder, name) ?? throw new DistributedApplicationException(
            $"Parameter '{name}' has no value. Set it with Parameters__{name}=… in the environment or --Parameters:{name} … on the command line."), secret));

    /// <summary>A value from configuration, else the one given.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, string value, bool publishValueAsDefault = false, bool secret = false) =>
        builder.AddResource(new ParameterResource(name, _ => publishValueAsDefault ? Configured(builder, name) ?? value : value, secret));

    /// <summary>A value from configuration, else one that is made; a persistent one is the same at the next start.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret = false, bool persist = false) =>
        builder.AddResource(new ParameterResource(
            name,
            made => Configured(builder, name) ?? (persist ? KeptParameters.Of(builder).GetOrAdd(name, made!.GetDefaultValue) : made!.GetDefaultValue()),
            secret)
        {
            Default = value,
        });

    private static string? Configured(IDistributedApplicationBuilder builder, string name) =>
        builder.Configuration[$"Parameters:{name}"] is { Length: > 0 } value ? value : null;
}
