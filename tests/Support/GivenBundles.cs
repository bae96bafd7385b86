using PracticeAspire.Infrastructure;

namespace PracticeAspire.Tests;

/// <summary>The FHIR bundles of made-up people that lie beside the repository, or beside a folder above it.</summary>
public static class GivenBundles
{
    /// <returns>None when they are not there; a test that needs them says so when it skips.</returns>
    public static string[] Files()
    {
        for (var folder = new DirectoryInfo(LocalFolders.Repository); folder is not null; folder = folder.Parent)
        {
            var given = Path.Combine(folder.FullName, "shared", "data", "fhir");
            if (Directory.Exists(given))
                return [.. Directory.GetFiles(given, "*.json").Order(StringComparer.Ordinal)];
        }

        return [];
    }
}
