namespace Aspire.Hosting.Orchestration;

/// <summary>One run of a resource's process. Its name is the orchestrator's name of it.</summary>
internal sealed class Attempt(string resource, int number) : IDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running, _ended;

    public string Name { get; } = $"{resource}-{number}";

    public List<Task> Pumps { get; } = [];

    public bool IsAskedToStop { get; set; }

    public bool IsOver => Volatile.Read(ref _ended) == 1;

    /// <summary>Completes when the end has been told to everybody.</summary>
    public Task Over => _over.Task;

    /// <summary>Fires at the end.</summary>
    public CancellationToken Ending => _ending.Token;

    public static string ResourceOf(string name) => name[..Math.Max(name.LastIndexOf('-'), 0)];

    public bool TryRun() => Interlocked.Exchange(ref _running, 1) == 0;

    public bool TryEnd()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 1) return false;
        _ending.Cancel();
        return true;
    }

    public void Finish() => _over.TrySetResult();

    public void Dispose() => _ending.Dispose();
}
