namespace PracticeAspire.LedgerVerifier;

/// <summary>Holds what a proof says against the signatures of its log: each line as it was sealed, and all that were listed.</summary>
internal sealed class ProofVerification(ProofFile proof, IReadOnlyList<VerifierKey> keys)
{
    public static Verdict Of(ProofFile proof, IReadOnlyList<VerifierKey> keys) => new ProofVerification(proof, keys).Verify();

    private Verdict Verify()
    {
        if (proof.List is null)
            return Bad("The end of the file is missing: the signed list of what belongs into it.");
        if (SignedList.Parse(proof.List) is not { } list)
            return Bad("The list of what belongs into this file is damaged.");
        if (keys.All(key => key.Name != list.Log))
            return Bad($"This is a proof of the log {list.Log}, and the key is that of {keys[0].Name}. Fetch the key of the service whose log it is.");
        if (!VerifierKey.IsSigned(proof.List, list.Log, keys))
            return Bad("The list of what belongs into this file is forged or changed, or this proof is of another installation: none of the keys has signed it.");

        return FirstBad(list) is { } finding
            ? new(finding, $"Entry {finding.Seq}: {finding.Why}")
            : new(null, $"{list.Entries.Count} lines about {string.Join(" and ", list.Subjects)}, all as they were sealed in {list.Log}."
                + $" That there are no others among its first {list.Size} entries is what the service signed {list.Time}.");
    }

    private Finding? FirstBad(SignedList list)
    {
        var sealedIn = proof.Checkpoints.Select(note => VerifierKey.Verify(note, keys)).OfType<Sealed>().ToLookup(c => c.Size);
        var given = proof.Entries.ToLookup(e => e.Entry.Seq);
        return list.Entries.Concat(proof.Entries.Select(e => e.Entry.Seq)).Distinct().Order()
            .Select(seq => WhyBad(seq, list, [.. given[seq]], sealedIn) is { } why ? new Finding(seq, why) : null).FirstOrDefault(finding => finding is not null);
    }

    private static string? WhyBad(long seq, SignedList list, ProvenEntry[] given, ILookup<long, Sealed> checkpoints)
    {
        if (given.Length == 0)
            return "it was taken out of this file. The service signed that it belongs there.";
        if (given.Length > 1)
            return "it is there twice.";
        if (!list.Entries.Contains(seq))
            return "it was put into this file. The service did not list it.";

        var (entry, size, path) = given[0];
        if (!list.Subjects.Contains(entry.Subject))
            return $"it is about {entry.Subject ?? "nobody"}, of whom this proof is not.";
        if (entry.Details is null)
            return "its details are not what the service writes.";
        if (!checkpoints.Contains(size))
            return $"the checkpoint over {size} entries, which seals it, is missing or forged.";
        return Tree.RootBy(Tree.Leaf(EntryBytes.Of(entry)), seq - 1, size, path) is { } root && checkpoints[size].Any(c => c.Root.AsSpan().SequenceEqual(root))
            ? null
            : $"it is not what was sealed {checkpoints[size].First().Time}.";
    }

    private static Verdict Bad(string sentence) => new(new(0, sentence), sentence);
}
