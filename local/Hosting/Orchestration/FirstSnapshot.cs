using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>What is known about a resource before it starts.</summary>
internal static class FirstSnapshot
{
    public static async Task<CustomResourceSnapshot> OfAsync(IResource resource)
    {
        var parents = resource.Annotations.OfType<ResourceRelationshipAnnotation>().ToList();
        return new CustomResourceSnapshot
        {
            ResourceType = TypeOf(resource),
            CreationTimeStamp = DateTime.UtcNow,
            State = resource is ParameterResource ? new ResourceStateSnapshot("Running", KnownResourceStateStyles.Success) : KnownResourceStates.NotStarted,
            Properties = [.. await PropertiesOfAsync(resource), .. parents.Where(r => r.Type == "Parent").Select(r => new ResourcePropertySnapshot(KnownProperties.ParentName, r.Resource.Name))],
            Relationships = [.. parents.Select(r => new RelationshipSnapshot(r.Resource.Name, r.Type)), .. WaitsOf(resource)],
            HealthReports = [.. resource.Annotations.OfType<HealthCheckAnnotation>().Select(h => new HealthReportSnapshot(h.Key, null, null, null))],
            Urls = [.. resource.Annotations.OfType<EndpointAnnotation>().Select((e, i) => UrlOf(resource, e, i))],
            Commands = resource is ParameterResource ? [] : ProcessCommands.For(KnownResourceStates.NotStarted),
        };
    }

    private static string TypeOf(IResource resource) => resource switch
    {
        ProjectResource => "Project",
        ParameterResource => "Parameter",
        _ => "Executable",
    };

    private static async Task<ImmutableArray<ResourcePropertySnapshot>> PropertiesOfAsync(IResource resource) => resource switch
    {
        ParameterResource parameter => [new("Value", await parameter.GetValueAsync()) { IsSensitive = parameter.Secret }],
        ProjectResource => [new(KnownProperties.ProjectPath, resource.Annotations.OfType<IProjectMetadata>().Last().ProjectPath)],
        _ => [],
    };

    private static IEnumerable<RelationshipSnapshot> WaitsOf(IResource resource) =>
        resource.Annotations.OfType<WaitAnnotation>().Select(w => new RelationshipSnapshot(w.Resource.Name, "WaitFor"));

    private static UrlSnapshot UrlOf(IResource resource, EndpointAnnotation endpoint, int index)
    {
        var url = new ResourceUrlAnnotation { Url = $"{endpoint.UriScheme}://{endpoint.TargetHost}:{endpoint.Port}" };
        foreach (var change in resource.Annotations.OfType<UrlForEndpointAnnotation>().Where(u => u.EndpointName == endpoint.Name)) change.Callback(url);
        return new UrlSnapshot(endpoint.Name, url.Url, IsInternal: false)
        {
            // The dashboard shows the highest first.
            DisplayProperties = new(url.DisplayText ?? "", -index),
            IsInactive = true,
        };
    }
}
