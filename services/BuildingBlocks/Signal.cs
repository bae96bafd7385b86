namespace PracticeAspire.BuildingBlocks;

/// <summary>"There may be something to do." However often it is raised before someone waits, one look is enough.</summary>
public class Signal : IDisposable
{
    private readonly SemaphoreSlim raised = new(0, 1);

    public void Raise()
    {
        try
        {
            if (raised.CurrentCount == 0)
                raised.Release();
        }
        catch (SemaphoreFullException)
        {
            // Raised twice at once: one is enough.
        }
    }

    /// <returns>Whether it was raised within the time.</returns>
    public Task<bool> WaitAsync(TimeSpan atMost, CancellationToken ct) => raised.WaitAsync(atMost, ct);

    public void Dispose()
    {
        raised.Dispose();
        GC.SuppressFinalize(this);
    }
}
