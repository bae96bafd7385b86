using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Records.FhirImport;

/// <summary>
/// Puts what belongs together into one entry: the Observations of a report or a panel, the Medication of a request. An Observation that stands in a
/// report is no entry besides, or every result would be there twice.
/// </summary>
internal sealed class Findings(References references)
{
    private const int Deepest = 8;

    private readonly HashSet<BundleItem> own = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<BundleItem, string> refused = new(ReferenceEqualityComparer.Instance);

    /// <summary>What of one patient becomes entries.</summary>
    /// <param name="refuse">Is told what does not, and why.</param>
    public List<Whole> Gather(IReadOnlyList<ImportedResource> resources, Action<BundleEntry, string> refuse)
    {
        own.UnionWith(resources);
        var all = resources.Select(r => (Resource: r, Whole: Complete(r))).ToList();
        var good = all.Where(a => !refused.ContainsKey(a.Resource)).ToList();
        var inside = good.SelectMany(a => a.Whole!.Parts).ToHashSet<BundleItem>(ReferenceEqualityComparer.Instance);
        foreach (var (resource, _) in all.Where(a => refused.ContainsKey(a.Resource) && !inside.Contains(a.Resource)))
            refuse(resource.From, refused[resource]);
        return [.. good.Where(a => !inside.Contains(a.Resource)).Select(a => a.Whole!)];
    }

    private Whole? Complete(ImportedResource resource)
    {
        if (resource.Medication is null && resource.Findings.Count == 0)
            return new(resource, []);

        try
        {
            var parts = new HashSet<BundleItem>(ReferenceEqualityComparer.Instance) { resource };
            var content = resource.Content.Clone();
            if (resource.Medication is { } reference)
                content.Medication.What = MedicationOf(resource, reference, parts);
            foreach (var finding in Flatten([resource], parts))
                Add(content, resource, finding);
            parts.Remove(resource);
            return new(resource with { Content = content }, [.. parts]);
        }
        catch (RuleBroken broken)
        {
            // Half a report reads like a whole one. Its parts wait with it.
            refused[resource] = broken.Message;
            var parts = new HashSet<BundleItem>(ReferenceEqualityComparer.Instance);
            FindParts(resource, parts);
            foreach (var part in parts)
                refused.TryAdd(part, $"It belongs to {resource.From}, which was refused.");
            return null;
        }
    }

    private Concept MedicationOf(ImportedResource request, string reference, HashSet<BundleItem> parts)
    {
        if (references.Find(request, reference) is not ImportedMedication medication)
            throw new RuleBroken("reference-unresolved", $"Its medication, {References.Shorten(reference)}, is not in this bundle or was refused. Export both together.");
        parts.Add(medication);
        return medication.What.Clone();
    }

    /// <param name="path">From the whole to the part whose findings are wanted.</param>
    private IEnumerable<ImportedResource> Flatten(IReadOnlyList<ImportedResource> path, HashSet<BundleItem> parts)
    {
        if (path.Count > Deepest)
            throw new RuleBroken("findings-too-deep", "Its findings have findings that have findings, deeper than anyone can follow.");

        foreach (var reference in path[^1].Findings)
        {
            if (references.Find(path[^1], reference) is not ImportedResource { From.Kind: "Observation" } finding || !own.Contains(finding))
                throw new RuleBroken("reference-unresolved", $"Its finding, {References.Shorten(reference)}, is not in this bundle or was refused. Export both together.");
            if (path.Any(p => ReferenceEquals(p, finding)))
                throw new RuleBroken("findings-in-a-circle", "Its findings lead back to where they began.");
            if (!parts.Add(finding))
                continue;
            if (!finding.EnteredInError)
                yield return finding;
            foreach (var member in Flatten([.. path, finding], parts))
                yield return member;
        }
    }

    private void FindParts(ImportedResource resource, HashSet<BundleItem> parts)
    {
        foreach (var part in resource.Findings.Select(finding => references.Find(resource, finding)).OfType<ImportedResource>())
        {
            if (own.Contains(part) && parts.Add(part))
                FindParts(part, parts);
        }
    }

    private static void Add(Content into, ImportedResource whole, ImportedResource finding)
    {
        var (what, measured) = finding.Content.Vitals is { } vitals ? (vitals.What, vitals.Measurements) : (finding.Content.Result.What, finding.Content.Result.Measurements);
        var happened = finding.Content.Happened == whole.Content.Happened ? "" : finding.Content.Happened;
        foreach (var measurement in measured.Select(m => m.Clone()))
        {
            measurement.Happened = happened;
            if (!measurement.What.Equals(what))
                measurement.Panel = what.Clone();
            (into.Vitals?.Measurements ?? into.Result.Measurements).Add(measurement);
        }

        if (finding.Content.Sensitivity > into.Sensitivity)
            into.Sensitivity = finding.Content.Sensitivity;
    }
}
