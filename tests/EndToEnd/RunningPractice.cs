using PracticeAspire.Client;
using PracticeAspire.EndToEnd;

[assembly: AssemblyFixture(typeof(RunningPractice))]

namespace PracticeAspire.EndToEnd;

/// <summary>The whole product, started once for all tests, and people with browsers.</summary>
public sealed class RunningPractice : LocalPractice, IAsyncLifetime
{
    /// <summary>The collection of all its tests: some of them kill parts of it.</summary>
    public const string OneAtATime = "the running practice";

    public Visitors Visitors { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await StartAsync();
        Visitors = await Visitors.ComeAsync(Web);
    }

    public override async ValueTask DisposeAsync()
    {
        if (Visitors is not null)
            await Visitors.DisposeAsync();
        await base.DisposeAsync();
    }
}
