using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>An address a resource listens on. Always its own socket: nothing stands between caller and resource.</summary>
public sealed class EndpointAnnotation(
    ProtocolType protocol, string? uriScheme = null, string? transport = null, string? name = null, int? port = null, int? targetPort = null)
    : IResourceAnnotation
{
    /// <summary>TCP or UDP.</summary>
    public ProtocolType Protocol { get; } = protocol;

    /// <summary>The URI's scheme.</summary>
    public string UriScheme { get; set; } = uriScheme ?? "tcp";

    /// <summary><c>http</c> (1.1) or <c>http2</c>; otherwise the scheme.</summary>
    public string Transport { get; set; } = transport ?? uriScheme ?? "tcp";

    /// <summary>Unique in the resource.</summary>
    public string Name { get; } = name ?? uriScheme ?? "tcp";

    /// <summary>The TCP port; when null, a free one is chosen at start.</summary>
    public int? Port { get; set; } = port ?? targetPort;

    /// <summary>The port the resource itself listens on; here the same.</summary>
    public int? TargetPort { get => Port; set => Port = value; }

    /// <summary>The host in URLs.</summary>
    public string TargetHost { get; set; } = "localhost";
}

/// <summary>What can be asked of an endpoint.</summary>
public enum EndpointProperty
{
    /// <summary>scheme://host:port</summary>
    Url,

    /// <summary>The host name.</summary>
    Host,

    /// <summary>127.0.0.1</summary>
    IPV4Host,

    /// <summary>The port number.</summary>
    Port,

    /// <summary>The scheme.</summary>
    Scheme,

    /// <summary>The port the resource listens on.</summary>
    TargetPort,

    /// <summary>host:port</summary>
    HostAndPort,
}

/// <summary>Points at an endpoint of a resource by name.</summary>
public sealed class EndpointReference(IResourceWithEndpoints owner, string endpointName) : IValueProvider, IManifestExpressionProvider
{
    /// <summary>The resource that listens.</summary>
    public IResourceWithEndpoints Resource => owner;

    /// <summary>The endpoint's name.</summary>
    public string EndpointName => endpointName;

    /// <summary>True when the resource has such an endpoint.</summary>
    public bool Exists => owner.Annotations.OfType<EndpointAnnotation>().Any(e => e.Name == endpointName);

    /// <summary>True once its port is known.</summary>
    public bool IsAllocated => Exists && EndpointAnnotation.Port is not null;

    /// <summary>The endpoint as stated.</summary>
    public EndpointAnnotation EndpointAnnotation =>
        owner.Annotations.OfType<EndpointAnnotation>().FirstOrDefault(e => e.Name == endpointName)
        ?? throw new InvalidOperationException($"Resource '{owner.Name}' has no endpoint '{endpointName}'.");

    /// <summary>The port.</summary>
    public int Port => EndpointAnnotation.Port
        ?? throw new InvalidOperationException($"Endpoint '{endpointName}' of '{owner.Name}' gets its port when the application starts.");

    /// <summary>The host name.</summary>
    public string Host => EndpointAnnotation.TargetHost;

    /// <summary>The scheme.</summary>
    public string Scheme => EndpointAnnotation.UriScheme;

    /// <summary>scheme://host:port</summary>
    public string Url => $"{Scheme}://{Host}:{Port}";

    string IManifestExpressionProvider.ValueExpression => $"{{{owner.Name}.bindings.{endpointName}.url}}";

    /// <summary>One property, to be used in expressions.</summary>
    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);

    ValueTask<string?> IValueProvider.GetValueAsync(CancellationToken cancellationToken) => ValueTask.FromResult<string?>(Url);
}

/// <summary>One property of an endpoint.</summary>
public sealed class EndpointReferenceExpression(EndpointReference endpoint, EndpointProperty property)
    : IValueProvider, IManifestExpressionProvider
{
    string IManifestExpressionProvider.ValueExpression =>
        $"{{{endpoint.Resource.Name}.bindings.{endpoint.EndpointName}.{property.ToString().ToLowerInvariant()}}}";

    /// <inheritdoc />
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult<string?>(property switch
    {
        EndpointProperty.Url => endpoint.Url,
        EndpointProperty.Host => endpoint.Host,
        EndpointProperty.IPV4Host => "127.0.0.1",
        EndpointProperty.Port or EndpointProperty.TargetPort => $"{endpoint.Port}",
        EndpointProperty.Scheme => endpoint.Scheme,
        _ => $"{endpoint.Host}:{endpoint.Port}",
    });
}
