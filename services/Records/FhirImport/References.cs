using System.Text.RegularExpressions;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Records.FhirImport;

/// <summary>
/// Where the references of a bundle lead: by full URL (urn:uuid:… or http://…) or by type and id. Whatever leads to another patient is found here, so
/// that nothing gets into a record that is about somebody else.
/// </summary>
internal sealed partial class References
{
    private readonly Dictionary<string, BundleItem> items = [];

    /// <returns>What is called the same already; then this one is not added.</returns>
    public BundleEntry? Add(BundleItem item)
    {
        string?[] names = [item.From.FullUrl, item.From.Id is { } id ? $"{item.From.Kind}/{id}" : null];
        var given = names.Where(n => !string.IsNullOrEmpty(n)).Select(n => n!).ToList();
        if (given.Select(n => items.GetValueOrDefault(n)).FirstOrDefault(known => known is not null) is { } earlier)
            return earlier.From;

        foreach (var name in given)
            items[name] = item;
        return null;
    }

    public IEnumerable<ImportedMedication> Medications => items.Values.OfType<ImportedMedication>().Distinct();

    public BundleItem? Find(string reference) =>
        items.GetValueOrDefault(reference)
        ?? (Local().Match(reference) is { Success: true } local ? items.GetValueOrDefault($"{local.Groups["type"].Value}/{local.Groups["id"].Value}") : null);

    /// <exception cref="RuleBroken">It names no patient, one that is not there, or something that is none.</exception>
    public ImportedPatient PatientOf(ImportedResource resource) => resource.Subject is not { } subject
        ? throw new RuleBroken("patient-missing", "It does not say by a reference whose it is.")
        : Find(subject) switch
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
            var found = Find(reference);
            var other = found is ImportedResource { Subject: { } subject } ? Find(subject) : found as ImportedPatient;
            if (other is ImportedPatient && other != patient || found is null && NamesPatient().IsMatch(reference))
                throw new RuleBroken("of-another-patient", $"It refers to another patient than its own: {(found is null ? Shorten(reference) : found.From)}.");
        }
    }

    public static string Shorten(string text) => text.Length <= 100 ? text : $"{text[..100]}…";

    [GeneratedRegex(@"^(https?://.+/)?(?<type>[A-Z][A-Za-z]+)/(?<id>[A-Za-z0-9\-\.]{1,64})(/_history/[A-Za-z0-9\-\.]{1,64})?\z")]
    private static partial Regex Local();

    [GeneratedRegex(@"(^|/)Patient[/?]")]
    private static partial Regex NamesPatient();
}
