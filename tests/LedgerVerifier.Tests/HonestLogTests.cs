using System.Security.Cryptography;
using CsCheck;
using Npgsql;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Tests;

namespace PracticeAspire.LedgerVerifier.Tests;

public sealed class HonestLogTests
{
    [Fact]
    public async Task Any_number_of_acts_in_any_bursts_verifies() => await Gen.Int[0, 60].Array[0, 4].SampleAsync(
        async bursts =>
        {
            await using var ledger = await Ledger.StartAsync(TimeSpan.Zero);
            foreach (var acts in bursts)
                await ledger.ActAsync(acts, acts);
            await ledger.SealedAsync();

            var (exit, said, _) = Verifier.Verify(ledger.PublicKey, await ledger.ExportAsync(), [.. new[] { ledger.Anchor }.Where(File.Exists)]);
            if (exit != 0 || !said.StartsWith($"{bursts.Sum()} entries", StringComparison.Ordinal))
                throw new InvalidOperationException(said);
        },
        iter: 12, threads: 2);

    [Fact]
    public async Task A_log_is_sealed_after_a_thousand_entries_even_when_a_minute_has_not_passed()
    {
        await using var ledger = await Ledger.StartAsync(TimeSpan.FromHours(1));
        await ledger.ActAsync(1);
        await ledger.SealedAsync();
        await ledger.ActAsync(2600);
        var (exit, said, _) = Verifier.Verify(ledger.PublicKey, await ledger.ExportAsync(), ledger.Anchor);
        Assert.Equal(0, exit);
        Assert.Contains("2601 entries, verified up to entry 2001", said, StringComparison.Ordinal);
        Assert.Contains("600 after it are not sealed yet", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_is_started_again_goes_on_where_it_stopped_and_two_at_once_make_one_chain()
    {
        var (service, superuser) = await TestPostgres.CreateServiceDatabaseAsync("ledger");
        var seed = RandomNumberGenerator.GetBytes(32);
        var folder = Directory.CreateTempSubdirectory("practice-test-ledger-");
        var elsewhere = Directory.CreateTempSubdirectory("practice-test-ledger-");

        var first = await Ledger.OnAsync(service, superuser, seed, folder, TimeSpan.FromHours(1));
        await first.ActAsync(30);
        await first.StopAsync();
        await using (var second = await Ledger.OnAsync(service, superuser, seed, elsewhere, TimeSpan.Zero))
        {
            await Task.WhenAll(second.ActAsync(40), second.ActAsync(30));
            await second.SealedAsync();
            Assert.Equal(0, Verifier.Verify(second.PublicKey, await second.ExportAsync(), second.Anchor).Exit);
        }

        await using var third = await Ledger.OnAsync(service, superuser, seed, folder, TimeSpan.Zero);
        await using var beside = await Ledger.OnAsync(service, superuser, seed, Directory.CreateTempSubdirectory("practice-test-ledger-"), TimeSpan.Zero);
        await Task.WhenAll(third.ActAsync(25), beside.ActAsync(25));
        await third.SealedAsync();
        var (exit, said, _) = Verifier.Verify(third.PublicKey, await third.ExportAsync(), third.Anchor);
        Assert.True(exit == 0, said);
        Assert.StartsWith("150 entries", said, StringComparison.Ordinal);
        await first.DisposeAsync();
    }

    [Fact]
    public async Task A_line_that_a_crash_left_unfinished_does_not_spoil_the_anchor_file()
    {
        var (service, superuser) = await TestPostgres.CreateServiceDatabaseAsync("ledger");
        var (seed, folder) = (RandomNumberGenerator.GetBytes(32), Directory.CreateTempSubdirectory("practice-test-ledger-"));
        var first = await Ledger.OnAsync(service, superuser, seed, folder, TimeSpan.Zero);
        await first.ActAsync(10);
        await first.SealedAsync();
        await first.StopAsync();
        await File.WriteAllTextAsync(first.Anchor, (await File.ReadAllTextAsync(first.Anchor))[..^40]);

        await using var again = await Ledger.OnAsync(service, superuser, seed, folder, TimeSpan.Zero);
        await again.ActAsync(5);
        await again.SealedAsync();
        var (exit, said, _) = Verifier.Verify(again.PublicKey, await again.ExportAsync(), again.Anchor);
        Assert.True(exit == 0, said);
    }

    [Fact]
    public async Task A_log_that_was_cut_off_is_not_sealed_again_and_its_acts_are_still_recorded()
    {
        var (service, superuser) = await TestPostgres.CreateServiceDatabaseAsync("ledger");
        var (seed, folder) = (RandomNumberGenerator.GetBytes(32), Directory.CreateTempSubdirectory("practice-test-ledger-"));
        var first = await Ledger.OnAsync(service, superuser, seed, folder, TimeSpan.Zero);
        await first.ActAsync(10);
        await first.SealedAsync();
        await first.StopAsync();
        await using var admin = NpgsqlDataSource.Create(superuser);
        await Ledger.ScalarAsync(admin, "SET session_replication_role = replica; DELETE FROM audit.entry WHERE seq > 4; DELETE FROM audit.checkpoint WHERE size > 4");

        await using var again = await Ledger.OnAsync(service, superuser, seed, folder, TimeSpan.Zero);
        await using var source = NpgsqlDataSource.Create(service);
        await new AuditLog(source, new AuditSignal()).WriteAsync(new Audited("person-1", "sign-out.done"), CancellationToken.None);
        Assert.Equal(1L, await Ledger.ScalarAsync(source, "SELECT count(*) FROM audit.entry WHERE seq IS NULL"));
        Assert.Equal((1, 5L), Verifier.Verify(again.PublicKey, await again.ExportAsync(), again.Anchor) is var (exit, _, firstBad) ? (exit, firstBad) : default);
    }
}
