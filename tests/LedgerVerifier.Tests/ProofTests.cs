using System.Globalization;
using System.Text.Json.Nodes;
using CsCheck;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.LedgerVerifier.Tests;

/// <summary>What the owner of a record downloads holds by itself, with the log's public key and nothing else.</summary>
public sealed class ProofTests(HonestLedger honest) : IClassFixture<HonestLedger>
{
    private const string Somebody = "person-1";
    private static readonly string[] Texts = ["actor", "action", "subject", "outcome", "origin_address", "session_id", "on_behalf_of"];

    private static readonly Gen<(int Kind, int A, int How)> Attacks = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 9999], Gen.Int[0, 999]);

    [Fact]
    public async Task A_proof_verifies_by_the_public_key_alone_and_says_how_far_it_reaches()
    {
        var lines = Entries(await honest.Ledger.ProofAsync(Somebody));
        Assert.True(lines.Count > 3, "The log has too little about them to be a test.");
        var (exit, said, _) = Verifier.Prove(honest.Ledger.PublicKey, await honest.Ledger.ProofAsync(Somebody));
        Assert.True(exit == 0, said);
        Assert.StartsWith($"{lines.Count} lines about {Somebody}, all as they were sealed in practice/ledger.", said, StringComparison.Ordinal);
        Assert.Contains($"among its first {new Attack(honest.Export).Entries} entries", said, StringComparison.Ordinal);
        Assert.All(lines, line => Assert.Equal(Somebody, line["subject"]!.GetValue<string>()));
        Assert.Equal(honest.Export.Count(l => l.Contains($"\"subject\":\"{Somebody}\"", StringComparison.Ordinal)), lines.Count);
    }

    [Fact]
    public async Task A_proof_is_of_all_the_records_of_someone_and_of_none_when_nobody_opened_one()
    {
        var (both, nobody) = (await honest.Ledger.ProofAsync(Somebody, "person-2"), await honest.Ledger.ProofAsync("nobody"));
        Assert.Equal(0, Verifier.Prove(honest.Ledger.PublicKey, both).Exit);
        Assert.Contains(Entries(both), line => line["subject"]!.GetValue<string>() == "person-2");
        var (exit, said, _) = Verifier.Prove(honest.Ledger.PublicKey, nobody);
        Assert.True(exit == 0, said);
        Assert.StartsWith("0 lines about nobody", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_changed_missing_or_added_line_is_found_and_named()
    {
        var (proof, others) = (await honest.Ledger.ProofAsync(Somebody), Entries(await honest.Ledger.ProofAsync("person-2")));
        Attacks.Sample(
            attack =>
            {
                var lines = proof.Select(l => (JsonObject)JsonNode.Parse(l)!).ToList();
                var expected = Do(lines, others, attack);
                var (exit, said, named) = Verifier.Prove(honest.Ledger.PublicKey, lines.Select(l => l.ToJsonString()));
                if (exit != 1 || expected is not null && named != expected)
                    throw new InvalidOperationException($"Expected entry {expected} to be named, and exit code 1. It said, with {exit}: {said}");
            },
            iter: 500, threads: 2);
    }

    [Fact]
    public async Task A_proof_does_not_hold_by_the_key_of_another_log_nor_a_forged_one()
    {
        var proof = await honest.Ledger.ProofAsync(Somebody);
        await using var other = await Ledger.StartAsync(TimeSpan.Zero);
        await other.ActAsync(3);
        await other.SealedAsync();
        Assert.Equal(1, Verifier.Prove(other.PublicKey, proof).Exit);

        // What is true about one person, with the list of another log.
        Assert.Equal(1, Verifier.Prove(honest.Ledger.PublicKey, [.. proof[..^1], (await other.ProofAsync(Somebody))[^1]]).Exit);

        // A checkpoint is signed too, and is no list.
        var checkpoint = (JsonObject)JsonNode.Parse(proof[^2])!;
        var (exit, said, _) = Verifier.Prove(honest.Ledger.PublicKey, [.. proof[..^1], new JsonObject { ["list"] = checkpoint["checkpoint"]!.GetValue<string>() }.ToJsonString()]);
        Assert.Equal(1, exit);
        Assert.Contains("is damaged", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_proof_is_refused_and_the_line_is_named()
    {
        var proof = await honest.Ledger.ProofAsync(Somebody);
        foreach (var line in new[] { "hello", "[]", "{}", "null", "{\"list\": 7}", "{\"checkpoint\": null}", proof[0].Replace("\"path\"", "\"way\"", StringComparison.Ordinal) })
        {
            var (exit, said, _) = Verifier.Prove(honest.Ledger.PublicKey, [proof[0], line, .. proof[1..]]);
            Assert.Equal(2, exit);
            Assert.Contains("line 2 is not a line of a proof", said, StringComparison.Ordinal);
        }

        Assert.Equal(1, Verifier.Prove(honest.Ledger.PublicKey, proof[..^1]).Exit);
        Assert.Equal(2, Verifier.Run("--key", honest.Ledger.PublicKey, "--proof", "a", "--log", "b").Exit);
    }

    [Fact]
    public async Task No_proof_is_given_of_a_log_that_a_superuser_has_changed()
    {
        await using var ledger = await Ledger.StartAsync(TimeSpan.Zero);
        await ledger.ActAsync(12);
        await ledger.SealedAsync();
        await ledger.StopAsync();
        await using (var admin = Npgsql.NpgsqlDataSource.Create(ledger.Superuser))
            await Ledger.ScalarAsync(admin, "SET session_replication_role = replica; UPDATE audit.entry SET actor = 'somebody-else', subject = 'person-1' WHERE seq = 4");
        Assert.Equal("ledger-damaged", (await Assert.ThrowsAsync<RuleBroken>(() => ledger.ProofAsync("person-1"))).Code);
    }

    [Fact]
    public void Every_entry_of_every_tree_finds_its_way_to_the_root_from_any_checkpoint_before_it()
    {
        var leaves = Enumerable.Range(0, 40).Select(i => MerkleTree.Leaf([(byte)i])).ToArray();
        for (var size = 1; size <= leaves.Length; size++)
        {
            var whole = new MerkleTree();
            foreach (var leaf in leaves[..size])
                whole.Add(leaf);
            for (var before = 0; before < size; before++)
            {
                var known = new MerkleTree();
                foreach (var leaf in leaves[..before])
                    known.Add(leaf);
                var stretch = new SealedStretch(new Checkpoint(size, default, "", []), before, known.Peaks, leaves[before..size]);
                Assert.Equal(whole.Root(), stretch.Root());
                for (var seq = before + 1; seq <= size; seq++)
                    Assert.Equal(whole.Root(), Tree.RootBy(leaves[seq - 1], seq - 1, size, stretch.PathOf(seq)));
            }
        }
    }

    private static List<JsonObject> Entries(IEnumerable<string> proof) => [.. proof.Select(l => (JsonObject)JsonNode.Parse(l)!).Where(IsEntry)];

    private static bool IsEntry(JsonObject line) => line.ContainsKey("seq");

    private static long SeqOf(JsonObject line) => line["seq"]!.GetValue<long>();

    /// <returns>The first entry that is not as it was; null when it is the list that is.</returns>
    private static long? Do(List<JsonObject> lines, List<JsonObject> others, (int Kind, int A, int How) attack)
    {
        var rows = lines.Where(IsEntry).ToList();
        var row = rows[attack.A % rows.Count];
        var seq = SeqOf(row);
        switch (attack.Kind)
        {
            case 0 or 1:
                var name = Texts[attack.How % Texts.Length];
                row[name] = row[name]?.GetValue<string>() is { } text ? text + "x" : "x";
                return seq;
            case 2:
                row["details"]!["nth"] = $"{attack.How + 100}";
                return seq;
            case 3:
                row["occurred_at"] = row["occurred_at"]!.GetValue<string>().Replace('2', '1');
                return seq;
            case 4:
                lines.Remove(row);
                return seq;
            case 5:
                lines.Insert(attack.How % (rows.Count + 1), (JsonObject)row.DeepClone());
                return seq;
            case 6:
                // One of somebody else, true and sealed, but not theirs.
                var foreign = (JsonObject)others[attack.How % others.Count].DeepClone();
                lines.Insert(attack.A % (rows.Count + 1), foreign);
                return SeqOf(foreign);
            case 7:
                // Two take each other's number.
                var other = rows[(attack.A + 1) % rows.Count];
                (row["seq"], other["seq"]) = (SeqOf(other), seq);
                return Math.Min(seq, SeqOf(row));
            case 8:
                return ChangeWay(lines, row, attack.How);
            default:
                var list = lines[^1]["list"]!.GetValue<string>().Split('\n');
                list[attack.How % 5] += attack.How % 5 == 3 ? " 1000" : "0";
                lines[^1]["list"] = string.Join('\n', list);
                return null;
        }
    }

    private static long ChangeWay(List<JsonObject> lines, JsonObject row, int how)
    {
        var size = row["sealed_in"]!.GetValue<long>();
        switch (how % 3)
        {
            case 0:
                row["path"] = new JsonArray([.. row["path"]!.AsArray().Select(hash => hash!.DeepClone()), Convert.ToBase64String(new byte[32])]);
                return SeqOf(row);
            case 1:
                row["sealed_in"] = size + 1000;
                return SeqOf(row);
            default:
                lines.RemoveAll(l => l["checkpoint"]?.GetValue<string>().Split('\n')[1] == size.ToString(CultureInfo.InvariantCulture));
                return lines.Where(l => IsEntry(l) && l["sealed_in"]!.GetValue<long>() == size).Min(SeqOf);
        }
    }
}
