namespace Aspire.Hosting.ApplicationModel;

/// <summary>A Redis server.</summary>
public sealed class RedisResource(string name, ParameterResource password)
    : ExecutableResource(name, "redis-server", "/"), IResourceWithConnectionString
{
    /// <summary>What clients must present.</summary>
    public ParameterResource? PasswordParameter { get; } = password;

    /// <summary>Where it listens.</summary>
    public EndpointReference PrimaryEndpoint => new(this, "tcp");

    /// <inheritdoc />
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)},password={PasswordParameter!}");
}
