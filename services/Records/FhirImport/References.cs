using System.Text.RegularExpressions;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Records.FhirImport;

/// <summary>
/// Where the references of a bundle lead, by the rules of FHIR R4: see <see cref="BundleEntry.NameIn"/>. Whatever leads to another patient is found here,
/// so that nothing gets into a record that is about somebody else.
/// </summary>
internal sealed partial class References
{
    private readonly Dictionary<string, BundleItem> items = [];

    /// <summary>By what resources are known again, which two of one bundle may share though their names differ.</summary>
    private readonly Dictionary<string, BundleItem> sources = [];

    /// <summary>Names that two claim: what is called so leads to neither.</summary>
    private readonly HashSet<string> disputed = [];

    /// <returns>What is called the same already; then this one is not added.</returns>
    public BundleEntry? Add(BundleItem item)
    {
        if (item.From.Names.Select(n => items.GetValueOrDefault(n)).FirstOrDefault(known => known is not null) is { } earlier)
        {
            if (earlier.From.FullUrl != item.From.FullUrl)
                disputed.UnionWith(item.From.Names.Where(n => n != earlier.From.FullUrl));
            return earlier.From;
        }

        if (item is ImportedResource resource && !sources.TryAdd(resource.Source, item))
            return sources[resource.Source].From;
        foreach (var name in item.From.Names)
            items[name] = item;
        return null;
    }

    public IEnumerable<ImportedMedication> Medications => items.Values.OfType<ImportedMedication>().Distinct();

    /// <param name="item">Which says so.</param>
    public BundleItem? Find(BundleItem item, string reference)
    {
        var name = item.From.NameIn(reference);
        return disputed.Contains(name) ? null : items.GetValueOrDefault(name);
    }

    /// <exception cref="RuleBroken">It names no patient, one that is not there, or something that is none.</exception>
    public ImportedPatient PatientOf(ImportedResource resource) => resource.Subject is not { } subject
        ? throw new RuleBroken("patient-missing", "It does not say by a reference whose it is.")
        : Find(resource, subject) switch
        {
            ImportedPatient patient => patient,
            null => throw new RuleBroken("patient-not-here", $"Its patient, {Shorten(subject)}, is not in this bundle, or was refused. Export both together."),
            var other => throw new RuleBroken("patient-not-one", $"What it names as its patient, {other.From}, is none."),
        };

    /// <exception cref="RuleBroken"><c>of-another-patient</c></exception>
    public void RequireNobodyElse(ImportedResource resource, ImportedPatient patient)
    {
        foreach (var reference in resource.References)
        {
            var found = Find(resource, reference);
            var other = found is ImportedResource { Subject: { } subject } ? Find(found, subject) : found as ImportedPatient;
            if (other is ImportedPatient && other != patient || found is null && NamesPatient().IsMatch(reference))
                throw new RuleBroken("of-another-patient", $"It refers to another patient than its own: {(found is null ? Shorten(reference) : found.From)}.");
        }
    }

    public static string Shorten(string text) => text.Length <= 100 ? text : $"{text[..100]}…";

    [GeneratedRegex(@"(^|/)Patient[/?]")]
    private static partial Regex NamesPatient();
}
