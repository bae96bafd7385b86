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

    public IReadOnlyList<(BundleEntry From, Became Became)> All => all;

    public IReadOnlyList<(BundleEntry From, string Reason)> Refused => refused;

    /// <summary>The record is not as it was.</summary>
    public bool Changed { get; set; }

    public int Of(Became became) => all.Count(a => a.Became == became);

    public void Add(BundleEntry from, Became became)
    {
        all.Add((from, became));
        Changed |= became != Became.Unchanged;
    }

    public void Refuse(BundleEntry from, string reason) => refused.Add((from, reason));
}
