using System.Reflection;

namespace Aspire.Hosting.Testing;

/// <summary>
/// An app host's Main, run by a test up to where it builds the application. It is found by the builder through the flow of the call,
/// so tests may run several at once.
/// </summary>
internal sealed class EntryPointRun(Assembly assembly, Action<DistributedApplicationOptions>? configure)
{
    private static readonly AsyncLocal<EntryPointRun?> Running = new();

    private readonly TaskCompletionSource<DistributedApplicationBuilder> _created = NewSource<DistributedApplicationBuilder>();
    private readonly TaskCompletionSource<DistributedApplicationBuilder> _stated = NewSource<DistributedApplicationBuilder>();
    private readonly TaskCompletionSource<DistributedApplication> _built = NewSource<DistributedApplication>();
    private readonly TaskCompletionSource _mayBuild = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static EntryPointRun? Current => Running.Value;

    public Assembly Assembly => assembly;

    /// <summary>Completes when the test has disposed of the application.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Runs Main and answers the builder when Main is about to build.</summary>
    public Task<DistributedApplicationBuilder> StartAsync(string[] args)
    {
        var main = assembly.EntryPoint ?? throw new DistributedApplicationException($"{assembly.GetName().Name} has no Main to run.");
        new Thread(() => Run(main, args)) { IsBackground = true, Name = "app host" }.Start();
        return _stated.Task;
    }

    /// <summary>Lets Main build.</summary>
    public Task<DistributedApplication> BuildAsync()
    {
        _mayBuild.TrySetResult();
        return _built.Task;
    }

    public void Configure(DistributedApplicationOptions options) => configure?.Invoke(options);

    public void Created(DistributedApplicationBuilder builder) => _created.TrySetResult(builder);

    public void Building()
    {
        _stated.TrySetResult(_created.Task.Result);
        _mayBuild.Task.GetAwaiter().GetResult();
    }

    public void Built(DistributedApplication application) => _built.TrySetResult(application);

    public void End()
    {
        _mayBuild.TrySetResult();
        _ended.TrySetResult();
    }

    private static TaskCompletionSource<T> NewSource<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Run(MethodInfo main, string[] args)
    {
        Running.Value = this;
        try
        {
            main.Invoke(null, main.GetParameters().Length == 0 ? [] : [args]);
            var early = new DistributedApplicationException($"{assembly.GetName().Name} ended without building an application.");
            _stated.TrySetException(early);
            _built.TrySetException(early);
        }
        catch (TargetInvocationException e)
        {
            _stated.TrySetException(e.InnerException!);
            _built.TrySetException(e.InnerException!);
        }
    }
}
