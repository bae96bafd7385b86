using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Records.FhirImport;

internal enum Became
{
    Created,
    Updated,
    Unchanged,
}

/// <summary>What became of one patient's part of a bundle.</summary>
internal sealed class TakenOver
{
    private readonly List<(BundleEntry From, Became Became)> all = [];
    private readonly List<(BundleEntry From, string Reason)> refused = [];
    private readonly HashSet<int> told = [];
    private readonly HashSet<BundleItem> gathered = new(ReferenceEqualityComparer.Instance);

    public IReadOnlyList<(BundleEntry From, Became Became)> All => all;

    public IReadOnlyList<(BundleEntry From, string Reason)> Refused => refused;

    /// <summary>What stands in the entry of another.</summary>
    public IReadOnlyCollection<BundleItem> Gathered => gathered;

    /// <summary>The record is not as it was.</summary>
    public bool Changed { get; set; }

    public int Of(Became became) => all.Count(a => a.Became == became);

    public void Add(BundleEntry from, Became became)
    {
        all.Add((from, became));
        told.Add(from.Index);
        Changed |= became != Became.Unchanged;
    }

    public void Gather(IEnumerable<BundleItem> parts) => gathered.UnionWith(parts);

    /// <summary>It is said already what became of it.</summary>
    public bool IsSettled(BundleItem part) => gathered.Contains(part) || told.Contains(part.From.Index);

    public void Refuse(BundleEntry from, string reason)
    {
        refused.Add((from, reason));
        told.Add(from.Index);
    }
}
