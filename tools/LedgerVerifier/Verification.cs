using System.Security.Cryptography;

namespace PracticeAspire.LedgerVerifier;

/// <summary>Where the log stops being what was signed.</summary>
internal sealed record Finding(long Seq, string Why);

internal sealed record Verdict(Finding? FirstBad, string Sentence);

/// <summary>Holds a log against signed checkpoints and against what the anchor file saw, entry by entry, and names the first that does not fit.</summary>
internal sealed class Verification(ExportedLog log, IReadOnlyList<VerifierKey> keys, AnchorFile anchor)
{
    /// <summary>A log is sealed at the latest after so many entries.</summary>
    private const int MostUnsealed = 1000;

    private readonly List<Finding> findings = [];

    public static Verdict Of(ExportedLog log, IReadOnlyList<VerifierKey> keys, IReadOnlyList<AnchorFile> anchors)
    {
        var findings = anchors.DefaultIfEmpty(AnchorFile.None).SelectMany(anchor => new Verification(log, keys, anchor).Find()).ToList();
        if (findings.MinBy(f => f.Seq) is { } first)
            return new(first, $"Entry {first.Seq}: {first.Why}");
        if (log.Entries.Count == 0)
            return new(null, "0 entries. There is nothing to verify.");

        var last = VerifierKey.Verify(log.Checkpoints[^1], keys)!;
        var after = log.Entries.Count - last.Size;
        return new(null, $"{log.Entries.Count} entries, verified up to entry {last.Size}, sealed {last.Time}."
            + (after > 0 ? $" {after} after it are not sealed yet." : "")
            + (anchors.Count == 0 ? " Without an anchor file, a log that was cut off looks the same." : ""));
    }

    private List<Finding> Find()
    {
        var checkpoints = Signed(log.Checkpoints, "the log").ToList();
        var anchored = Signed(anchor.Checkpoints, "the anchor file").ToList();
        var known = checkpoints.Concat(anchored).OrderBy(c => c.Size).ToList();

        WalkEntries(known.ToLookup(c => c.Size));
        var newest = Math.Max(anchor.Leaves.Count, known.Count > 0 ? known[^1].Size : 0);
        if (log.Entries.Count < newest)
        {
            findings.Add(new(
                log.Entries.Count + 1,
                $"it is missing. The log ends at entry {log.Entries.Count}, and there were {newest}. (An anchor file that was copied after the export may have seen more: copy it first.)"));
        }

        var inLog = checkpoints.Select(c => c.Note).ToHashSet();
        foreach (var missing in anchored.Where(c => !inLog.Contains(c.Note)))
            findings.Add(new(missing.Size, $"the checkpoint over {missing.Size} entries, sealed {missing.Time}, is in the anchor file and missing in the log."));

        // What was taken away has its own name; this is for when nothing else shows it.
        if (findings.Count == 0)
            FindUnsealed(checkpoints);
        return findings;
    }

    private IEnumerable<Sealed> Signed(IEnumerable<string> notes, string where)
    {
        var before = 0L;
        foreach (var note in notes)
        {
            if (VerifierKey.Verify(note, keys) is not { } checkpoint)
            {
                findings.Add(new(Math.Max(ClaimedSize(note), 1), $"a checkpoint in {where} is forged: none of the keys has signed it."));
                continue;
            }

            if (checkpoint.Size < before)
                findings.Add(new(checkpoint.Size, $"its checkpoint in {where} comes after one over {before} entries."));
            before = checkpoint.Size;
            yield return checkpoint;
        }
    }

    private static long ClaimedSize(string note) => note.Split('\n') is [_, var size, ..] && long.TryParse(size, out var claimed) ? claimed : 1;

    private void WalkEntries(ILookup<long, Sealed> checkpoints)
    {
        var (rows, seen, head, sealedSize) = (new Tree(), new Tree(), new byte[32], 0L);
        var firstDifferent = (long?)null;
        for (var seq = 1L; seq <= log.Entries.Count; seq++)
        {
            if (WhyBroken(log.Entries[(int)seq - 1], seq, ref head, out var leaf) is { } why)
            {
                findings.Add(Different(firstDifferent) ?? new(seq, why));
                return;
            }

            rows.Add(leaf!);
            if (seq <= anchor.Leaves.Count)
            {
                seen.Add(anchor.Leaves[(int)seq - 1]);
                if (!anchor.Leaves[(int)seq - 1].AsSpan().SequenceEqual(leaf))
                    firstDifferent ??= seq;
            }

            foreach (var checkpoint in checkpoints[seq])
            {
                var fits = rows.Root().AsSpan().SequenceEqual(checkpoint.Root);
                if (fits && firstDifferent is null)
                    continue;

                findings.Add(fits
                    ? new(firstDifferent!.Value, "the log is what was signed, and the anchor file was changed there.")
                    : Different(seq <= anchor.Leaves.Count && seen.Root().AsSpan().SequenceEqual(checkpoint.Root) ? firstDifferent : null)
                        ?? new(sealedSize + 1, $"this entry or one after it, up to {seq}, is not what was signed {checkpoint.Time}."));
                return;
            }

            if (checkpoints.Contains(seq))
                sealedSize = seq;
        }

        if (Different(firstDifferent) is { } unsealed)
            findings.Add(unsealed);
    }

    private static Finding? Different(long? seq) => seq is { } first ? new(first, "it is not what the anchor file saw when it was written.") : null;

    private static string? WhyBroken(Entry entry, long seq, ref byte[] head, out byte[]? leaf)
    {
        leaf = null;
        if (entry.Seq > seq)
            return $"it is missing. After entry {seq - 1} comes entry {entry.Seq}.";
        if (entry.Seq < seq)
            return "an entry was put in: its number is there twice, or below 1.";
        if (entry.Details is null)
            return "its details are not what the service writes.";

        var bytes = EntryBytes.Of(entry);
        leaf = Tree.Leaf(bytes);
        head = SHA256.HashData([.. head, .. bytes]);
        return head.AsSpan().SequenceEqual(entry.Hash) ? null : "its hash does not fit what it says and the entry before it.";
    }

    private void FindUnsealed(List<Sealed> checkpoints)
    {
        var before = 0L;
        foreach (var size in checkpoints.Select(c => c.Size).Append(log.Entries.Count))
        {
            if (size - before > MostUnsealed)
                findings.Add(new(before + 1, $"no checkpoint seals it: there is none over {before + 1} to {Math.Min(size, before + MostUnsealed)} entries."));
            before = Math.Max(before, size);
        }

        if (log.Entries.Count > 0 && checkpoints.Count == 0)
            findings.Add(new(1, "no checkpoint seals it, or any other entry."));
    }
}
