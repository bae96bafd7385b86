using Aspire.Hosting.Eventing;

namespace Aspire.Hosting.Eventing
{
    /// <summary>Something that happens to the application.</summary>
    public interface IDistributedApplicationEvent;

    /// <summary>Something that happens to one resource.</summary>
    public interface IDistributedApplicationResourceEvent : IDistributedApplicationEvent
    {
        /// <summary>The resource.</summary>
        ApplicationModel.IResource Resource { get; }
    }
}

namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>The model is complete, nothing runs yet.</summary>
    public sealed class BeforeStartEvent(IServiceProvider services, DistributedApplicationModel model) : IDistributedApplicationEvent
    {
        /// <summary>The application's services.</summary>
        public IServiceProvider Services { get; } = services;

        /// <summary>All resources.</summary>
        public DistributedApplicationModel Model { get; } = model;
    }

    /// <summary>Every resource has been handed over to be started; those that wait for others may still wait.</summary>
    public sealed class AfterResourcesCreatedEvent(IServiceProvider services, DistributedApplicationModel model) : IDistributedApplicationEvent
    {
        /// <summary>The application's services.</summary>
        public IServiceProvider Services { get; } = services;

        /// <summary>All resources.</summary>
        public DistributedApplicationModel Model { get; } = model;
    }

    /// <summary>A resource is about to start; it waits until the handlers are done.</summary>
    public sealed class BeforeResourceStartedEvent(IResource resource, IServiceProvider services) : IDistributedApplicationResourceEvent
    {
        /// <inheritdoc />
        public IResource Resource { get; } = resource;

        /// <summary>The application's services.</summary>
        public IServiceProvider Services { get; } = services;
    }

    /// <summary>A resource runs and is healthy; those that wait for it wait until the handlers are done.</summary>
    public sealed class ResourceReadyEvent(IResource resource, IServiceProvider services) : IDistributedApplicationResourceEvent
    {
        /// <inheritdoc />
        public IResource Resource { get; } = resource;

        /// <summary>The application's services.</summary>
        public IServiceProvider Services { get; } = services;
    }
}
