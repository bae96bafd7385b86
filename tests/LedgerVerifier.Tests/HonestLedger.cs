namespace PracticeAspire.LedgerVerifier.Tests;

/// <summary>A log of some sixty acts in a dozen bursts, most of them sealed, as its service left it.</summary>
public sealed class HonestLedger : IAsyncLifetime
{
    internal Ledger Ledger { get; private set; } = null!;

    internal string[] Export { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Ledger = await Ledger.StartAsync(TimeSpan.Zero);
        for (var burst = 1; burst <= 12; burst++)
        {
            await Ledger.ActAsync(1 + burst * 5 % 9, burst);
            await Ledger.SealedAsync();
        }

        await Ledger.StopAsync();
        Export = await Ledger.ExportAsync();
    }

    public ValueTask DisposeAsync() => Ledger.DisposeAsync();
}
