using System.Collections.ObjectModel;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A part of the application that the app host knows by name.</summary>
public interface IResource
{
    /// <summary>Unique in the application.</summary>
    string Name { get; }

    /// <summary>What is known about it besides its name.</summary>
    ResourceAnnotationCollection Annotations { get; }
}

/// <summary>A fact attached to a resource.</summary>
public interface IResourceAnnotation;

/// <summary>The facts of one resource, in the order they were stated.</summary>
public sealed class ResourceAnnotationCollection : Collection<IResourceAnnotation>;

/// <summary>Has addresses that others connect to.</summary>
public interface IResourceWithEndpoints : IResource;

/// <summary>Runs with environment variables.</summary>
public interface IResourceWithEnvironment : IResource;

/// <summary>Runs with command line arguments.</summary>
public interface IResourceWithArgs : IResource;

/// <summary>Can be held back until others are ready.</summary>
public interface IResourceWithWaitSupport : IResource;

/// <summary>Is reached through a connection string.</summary>
public interface IResourceWithConnectionString : IResource, IValueProvider, IManifestExpressionProvider
{
    /// <summary>How the connection string is put together.</summary>
    ReferenceExpression ConnectionStringExpression { get; }

    /// <summary>The connection string of the running resource.</summary>
    ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) =>
        ConnectionStringExpression.GetValueAsync(cancellationToken);

    string IManifestExpressionProvider.ValueExpression => $"{{{Name}.connectionString}}";

    ValueTask<string?> IValueProvider.GetValueAsync(CancellationToken cancellationToken) => GetConnectionStringAsync(cancellationToken);
}
