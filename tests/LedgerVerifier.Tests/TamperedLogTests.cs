using CsCheck;

namespace PracticeAspire.LedgerVerifier.Tests;

/// <summary>Whatever is done to a log behind its service's back, the verifier finds it and names the first entry that is not as it was.</summary>
public sealed class TamperedLogTests(HonestLedger honest) : IClassFixture<HonestLedger>
{
    private static readonly Gen<(int Kind, int A, int B, int How, Cover Cover)> Attacks =
        Gen.Select(Gen.Int[0, 8], Gen.Int[0, 9999], Gen.Int[0, 9999], Gen.Int[0, 999], Gen.Int[0, 3]).Select((kind, a, b, how, cover) => (kind, a, b, how, (Cover)cover));

    [Fact]
    public void An_honest_log_verifies()
    {
        var (exit, said, _) = Verify(honest.Export);
        Assert.True(exit == 0, said);
        var entries = new Attack(honest.Export).Entries;
        Assert.StartsWith($"{entries} entries, verified up to entry {entries}, sealed 20", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_tampering_with_exported_rows_is_found_and_the_first_bad_entry_is_named() => Attacks.Sample(
        attack =>
        {
            var log = new Attack(honest.Export);
            var expected = Do(log, attack);
            var (exit, said, firstBad) = Verify(log.Export());
            if (exit != 1 || firstBad != expected)
                throw new InvalidOperationException($"Expected entry {expected} to be named, and exit code 1. It said, with {exit}: {said}");
        },
        iter: 10_000, threads: 2);

    [Fact]
    public async Task Every_tampering_of_a_superuser_is_found_and_the_first_bad_entry_is_named()
    {
        await using var copy = await honest.Ledger.CopyAsync();
        var log = new Attack(honest.Export);
        await Attacks.SampleAsync(
            async attack =>
            {
                var (sql, expected) = SuperuserAttack.On(log, attack);
                var (exit, said, firstBad) = Verify(await copy.ExportAsync(sql));
                if (exit != 1 || firstBad != expected)
                    throw new InvalidOperationException($"Expected entry {expected} to be named, and exit code 1, after {sql}. It said, with {exit}: {said}");
            },
            iter: 100, threads: 1);
        Assert.Equal(0, Verify(await copy.ExportAsync("SELECT 1")).Exit);
    }

    [Theory]
    [InlineData("UPDATE audit.entry SET actor = 'somebody-else' WHERE seq = 20", 20)]
    [InlineData("UPDATE audit.entry SET action = 'test.acted' WHERE seq = 1", 1)]
    [InlineData("UPDATE audit.entry SET subject = 'person-77' WHERE seq = 2", 2)]
    [InlineData("UPDATE audit.entry SET outcome = CASE outcome WHEN 'failed' THEN 'refused' ELSE 'failed' END WHERE seq = 33", 33)]
    [InlineData("UPDATE audit.entry SET origin_address = '198.51.100.1' WHERE seq IN (40, 41)", 40)]
    [InlineData("UPDATE audit.entry SET session_id = 'another' WHERE seq = 41", 41)]
    [InlineData("UPDATE audit.entry SET on_behalf_of = 'person-5' WHERE seq = 42", 42)]
    [InlineData("UPDATE audit.entry SET occurred_at = occurred_at + interval '1 microsecond' WHERE seq = 9", 9)]
    [InlineData("UPDATE audit.entry SET occurred_at = 'infinity' WHERE seq = 9", 9)]
    [InlineData("UPDATE audit.entry SET details = details - 'nth' WHERE seq = 12", 12)]
    [InlineData("UPDATE audit.entry SET details = details || '{\"nth\": \"4711\"}' WHERE seq = 12", 12)]
    [InlineData("ALTER TABLE audit.entry DROP CONSTRAINT entry_details_check; UPDATE audit.entry SET details = '[1]' WHERE seq = 13", 13)]
    [InlineData("UPDATE audit.entry SET position = DEFAULT WHERE seq = 14", 14)]
    [InlineData("UPDATE audit.entry SET hash = sha256('x') WHERE seq = 15", 15)]
    [InlineData("DELETE FROM audit.entry WHERE seq = 16", 16)]
    [InlineData("DELETE FROM audit.entry WHERE seq = 1", 1)]
    [InlineData("DELETE FROM audit.entry WHERE seq > 30", 31)]
    [InlineData("DELETE FROM audit.entry WHERE seq > 30; DELETE FROM audit.checkpoint WHERE size > 30", 31)]
    [InlineData("DELETE FROM audit.entry; DELETE FROM audit.checkpoint", 1)]
    [InlineData("DELETE FROM audit.entry WHERE seq = 16; UPDATE audit.entry SET seq = -seq WHERE seq > 16; UPDATE audit.entry SET seq = -seq - 1 WHERE seq < 0", 16)]
    [InlineData("UPDATE audit.entry SET seq = seq + 1000 WHERE seq >= 10; UPDATE audit.entry SET seq = seq - 999 WHERE seq >= 1010; INSERT INTO audit.entry (seq, hash, actor, action, outcome) VALUES (10, sha256(''), 'x', 'x.x', 'failed')", 10)]
    [InlineData("UPDATE audit.entry SET seq = 1000 WHERE seq = 5; UPDATE audit.entry SET seq = 5 WHERE seq = 8; UPDATE audit.entry SET seq = 8 WHERE seq = 1000", 5)]
    [InlineData("UPDATE audit.checkpoint SET note = overlay(note placing 'A' from 30) WHERE size = (SELECT min(size) FROM audit.checkpoint)", null)]
    [InlineData("DELETE FROM audit.checkpoint WHERE size = (SELECT max(size) FROM audit.checkpoint)", null)]
    [InlineData("DELETE FROM audit.checkpoint", null)]
    public async Task A_superusers_tampering_with_the_database_is_found(string sql, int? firstBad)
    {
        await using var copy = await honest.Ledger.CopyAsync();
        var (exit, said, named) = Verify(await copy.ExportAsync(sql));
        Assert.True(exit == 1, said);
        if (firstBad is not null)
            Assert.Equal(firstBad, named);
    }

    [Fact]
    public void Without_the_anchor_file_edits_are_found_all_the_same_and_the_verdict_says_what_is_not()
    {
        var edited = new Attack(honest.Export);
        edited.Edit(6, 0);
        Assert.Equal((1, 7L), Code(Verifier.Verify(honest.Ledger.PublicKey, edited.Export())));
        edited.Hide(6, Cover.HashAll);
        Assert.Equal(1, Verifier.Verify(honest.Ledger.PublicKey, edited.Export()).Exit);

        var cut = new Attack(honest.Export);
        cut.CutOff((int)cut.SizeOf(3), checkpointsToo: true);
        var (exit, said, _) = Verifier.Verify(honest.Ledger.PublicKey, cut.Export());
        Assert.Equal(0, exit);
        Assert.Contains("a log that was cut off looks the same", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_anchor_file_is_not_taken_for_a_changed_log()
    {
        var lines = await File.ReadAllLinesAsync(honest.Ledger.Anchor);
        var nth = Array.FindIndex(lines, l => l.StartsWith("leaf 8 ", StringComparison.Ordinal));
        lines[nth] = lines[nth][..10] + (lines[nth][10] == 'A' ? 'B' : 'A') + lines[nth][11..];
        var changed = Path.GetTempFileName();
        await File.WriteAllLinesAsync(changed, lines);

        var (exit, said, firstBad) = Verifier.Verify(honest.Ledger.PublicKey, honest.Export, changed);
        Assert.Equal((1, 8L), (exit, firstBad));
        Assert.Contains("the anchor file was changed there", said, StringComparison.Ordinal);
        File.Delete(changed);
    }

    private (int Exit, string Said, long? FirstBad) Verify(IEnumerable<string> log) => Verifier.Verify(honest.Ledger.PublicKey, log, honest.Ledger.Anchor);

    private static (int, long?) Code((int Exit, string Said, long? FirstBad) verdict) => (verdict.Exit, verdict.FirstBad);

    /// <returns>The first entry that is not as it was.</returns>
    private static long Do(Attack log, (int Kind, int A, int B, int How, Cover Cover) attack)
    {
        var (row, checkpoint) = (attack.A % log.Entries, attack.A % log.Checkpoints);
        switch (attack.Kind)
        {
            case 0 or 1:
                log.Edit(row, attack.How);
                log.Hide(row, attack.Cover);
                return row + 1;
            case 2:
                log.EditHash(row);
                return row + 1;
            case 3:
                log.Delete(row);
                log.Hide(row, attack.Cover == Cover.HashOne ? Cover.None : attack.Cover);
                return row + 1;
            case 4:
                // An entry behind the last is no tampering: that is how a log grows.
                row %= log.Entries - 1;
                log.Insert(row);
                log.Hide(row + 1, attack.Cover == Cover.HashOne ? Cover.None : attack.Cover);

                // The same act twice: the first of the two is as it was.
                return row + 2;
            case 5:
                var other = attack.B % log.Entries == row ? (row + 1) % log.Entries : attack.B % log.Entries;
                log.Swap(row, other);
                log.Hide(Math.Min(row, other), attack.Cover);
                return Math.Min(row, other) + 1;
            case 6:
                log.CutOff(row, checkpointsToo: attack.How % 2 == 0);
                return row + 1;
            case 7:
                var dropped = log.SizeOf(checkpoint);
                log.Drop(checkpoint);
                return dropped;
            default:
                log.Forge(checkpoint, attack.How);
                return log.SizeOf(checkpoint);
        }
    }
}
