using System.Globalization;

namespace PracticeAspire.LedgerVerifier;

/// <summary>What the service wrote outside its database, in the order of writing: a leaf for every entry, and checkpoints.</summary>
internal sealed record AnchorFile(IReadOnlyList<byte[]> Leaves, IReadOnlyList<string> Checkpoints)
{
    /// <summary>At the end of a line that a crash left unfinished.</summary>
    private const string Torn = " (torn)";

    public static AnchorFile None { get; } = new([], []);

    public static AnchorFile Read(string path)
    {
        var (leaves, checkpoints, note, number) = (new List<byte[]>(), new List<string>(), (List<string>?)null, 0);
        foreach (var line in Unreadable.LinesOf(path))
        {
            number++;
            if (line.EndsWith(Torn, StringComparison.Ordinal))
            {
                note = null;
            }
            else if (note is not null)
            {
                note.Add(line);
                if (line.StartsWith('—'))
                {
                    checkpoints.Add(string.Join('\n', note) + "\n");
                    note = null;
                }
                else if (note.Count > 6)
                {
                    throw new Unreadable($"{path}, line {number}: a checkpoint without an end.");
                }
            }
            else if (line == "checkpoint")
            {
                note = [];
            }
            else
            {
                leaves.Add(LeafOf(line, leaves.Count + 1) ?? throw new Unreadable($"{path}, line {number} should be the leaf of entry {leaves.Count + 1} or a checkpoint."));
            }
        }

        return new(leaves, checkpoints);
    }

    private static byte[]? LeafOf(string line, long seq)
    {
        var leaf = new byte[32];
        return line.Split(' ') is ["leaf", var number, var hash] && number == seq.ToString(CultureInfo.InvariantCulture)
            && Convert.TryFromBase64String(hash, leaf, out var length) && length == leaf.Length
            ? leaf
            : null;
    }
}
