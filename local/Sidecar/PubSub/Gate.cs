namespace PracticeAspire.Sidecar.PubSub;

/// <summary>Open while the app may be given messages.</summary>
internal sealed class Gate
{
    private volatile TaskCompletionSource opened = Open();

    public void Set(bool open)
    {
        if (open)
            opened.TrySetResult();
        else if (opened.Task.IsCompleted)
            opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public Task WaitUntilOpen(CancellationToken cancellation) =>
        opened.Task is { IsCompleted: false } waiting ? waiting.WaitAsync(cancellation) : Task.CompletedTask;

    private static TaskCompletionSource Open()
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        source.SetResult();
        return source;
    }
}
