using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.LedgerVerifier.Tests;

/// <summary>How well the attacker hides: not at all, by hashing what was changed, by hashing everything from there on, or by signing it besides.</summary>
internal enum Cover
{
    None,
    HashOne,
    HashAll,
    HashAllAndSign,
}

/// <summary>What an administrator of the database, who has not the service's key, does to its rows.</summary>
internal sealed class Attack
{
    private static readonly string[] Texts = ["actor", "action", "subject", "outcome", "origin_address", "session_id", "on_behalf_of"];

    private readonly List<JsonObject> rows;
    private readonly List<string> checkpoints;

    public Attack(IEnumerable<string> export)
    {
        var lines = export.Select(l => (JsonObject)JsonNode.Parse(l)!).ToList();
        rows = [.. lines.Where(l => !l.ContainsKey("checkpoint"))];
        checkpoints = [.. lines.Where(l => l.ContainsKey("checkpoint")).Select(l => l["checkpoint"]!.GetValue<string>())];
    }

    public int Entries => rows.Count;

    public int Checkpoints => checkpoints.Count;

    public IEnumerable<string> Export() =>
        [.. rows.Select(r => r.ToJsonString()), .. checkpoints.Select(c => new JsonObject { ["checkpoint"] = c }.ToJsonString())];

    public long SizeOf(int checkpoint) => long.Parse(checkpoints[checkpoint].Split('\n')[1], CultureInfo.InvariantCulture);

    public void Edit(int row, int column)
    {
        var it = rows[row];
        switch (column % 11)
        {
            case < 7:
                var name = Texts[column % 11];
                it[name] = it[name]?.GetValue<string>() is { } text ? text + "x" : "x";
                break;
            case 7:
                it["position"] = it["position"]!.GetValue<long>() + 1000;
                break;
            case 8:
                it["occurred_at"] = it["occurred_at"]!.GetValue<string>().Replace('2', '1');
                break;
            case 9:
                it["details"]!["reason"] = it["details"]!["reason"]!.GetValue<string>() + "x";
                break;
            default:
                it["details"]!["added"] = "x";
                break;
        }
    }

    public void EditHash(int row)
    {
        var hash = Convert.FromBase64String(rows[row]["hash"]!.GetValue<string>());
        hash[row % 32] ^= 1;
        rows[row]["hash"] = Convert.ToBase64String(hash);
    }

    public void Delete(int row) => rows.RemoveAt(row);

    public void Insert(int row) => rows.Insert(row, (JsonObject)rows[row].DeepClone());

    /// <summary>Each takes the other's place.</summary>
    public void Swap(int row, int other)
    {
        (rows[row], rows[other]) = (rows[other], rows[row]);
        (rows[row]["seq"], rows[other]["seq"]) = (row + 1L, other + 1L);
    }

    public void CutOff(int row, bool checkpointsToo)
    {
        rows.RemoveRange(row, rows.Count - row);
        if (checkpointsToo)
            checkpoints.RemoveAll(c => long.Parse(c.Split('\n')[1], CultureInfo.InvariantCulture) > row);
    }

    public void Drop(int checkpoint) => checkpoints.RemoveAt(checkpoint);

    public void Forge(int checkpoint, int how)
    {
        var lines = checkpoints[checkpoint].Split('\n');
        switch (how % 4)
        {
            case 0:
                lines[2] = Convert.ToBase64String(SHA256.HashData([(byte)how]));
                break;
            case 1:
                lines[3] = "time 2020-01-01T00:00:00Z";
                break;
            case 2:
                var signature = lines[5].Split(' ');
                var bytes = Convert.FromBase64String(signature[2]);
                bytes[4 + how % 64] ^= 1;
                lines[5] = $"{signature[0]} {signature[1]} {Convert.ToBase64String(bytes)}";
                break;
            default:
                lines[5] = "";
                break;
        }

        checkpoints[checkpoint] = string.Join('\n', lines);
    }

    /// <summary>Numbers the rows anew and makes hashes fit, as far as the cover goes.</summary>
    public void Hide(int from, Cover cover)
    {
        if (cover == Cover.None)
            return;

        var (tree, head) = (new MerkleTree(), new byte[32]);
        var roots = new Dictionary<long, byte[]>();
        for (var i = 0; i < rows.Count; i++)
        {
            if (cover > Cover.HashOne)
                rows[i]["seq"] = i + 1L;
            var bytes = CanonicalEntry.Of(EntryOf(rows[i]), rows[i]["seq"]!.GetValue<long>());
            head = CanonicalEntry.Hash(head, bytes);
            if (i == from || i > from && cover > Cover.HashOne)
                rows[i]["hash"] = Convert.ToBase64String(head);
            head = Convert.FromBase64String(rows[i]["hash"]!.GetValue<string>());
            tree.Add(MerkleTree.Leaf(bytes));
            roots[i + 1] = tree.Root();
        }

        if (cover == Cover.HashAllAndSign)
            SignAgain(roots);
    }

    private void SignAgain(Dictionary<long, byte[]> roots)
    {
        using var own = new AuditKey(
            new ConfigurationBuilder().AddInMemoryCollection([new("ledger:audit-key", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)))]).Build(), new ThisApp("ledger"));
        for (var i = 0; i < checkpoints.Count; i++)
        {
            if (roots.TryGetValue(SizeOf(i), out var root) && Convert.ToBase64String(root) != checkpoints[i].Split('\n')[2])
                checkpoints[i] = own.Checkpoint(SizeOf(i), root, DateTimeOffset.UtcNow);
        }
    }

    private static AuditEntry EntryOf(JsonObject row) => new()
    {
        Position = row["position"]!.GetValue<long>(),
        OccurredAt = DateTimeOffset.Parse(row["occurred_at"]!.GetValue<string>(), CultureInfo.InvariantCulture),
        Actor = row["actor"]!.GetValue<string>(),
        Action = row["action"]!.GetValue<string>(),
        Subject = row["subject"]?.GetValue<string>(),
        Outcome = row["outcome"]!.GetValue<string>(),
        OriginAddress = row["origin_address"]?.GetValue<string>(),
        SessionId = row["session_id"]?.GetValue<string>(),
        OnBehalfOf = row["on_behalf_of"]?.GetValue<string>(),
        Details = row["details"]!.ToJsonString(JsonSerializerOptions.Default),
    };
}
