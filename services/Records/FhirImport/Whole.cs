namespace PracticeAspire.Records.FhirImport;

/// <summary>What becomes one entry: a resource that says all that its parts say.</summary>
/// <param name="Parts">What stands in it. What becomes of them hangs on what becomes of it.</param>
internal sealed record Whole(ImportedResource Resource, IReadOnlyList<BundleItem> Parts)
{
    public IEnumerable<ImportedResource> Findings => Parts.OfType<ImportedResource>();
}
