using System.Xml.Linq;
using PracticeAspire.Infrastructure;

namespace PracticeAspire.Architecture;

/// <summary>The repository's projects, read from their files: what may know what is decided there.</summary>
internal static class Repository
{
    public static string Root => LocalFolders.Repository;

    public static IReadOnlyList<Project> Projects { get; } =
        [.. Directory.EnumerateFiles(Root, "*.csproj", SearchOption.AllDirectories).Select(Project.Read).OrderBy(p => p.Path)];

    public static IEnumerable<string> SourceFiles(string below, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, below), pattern, SearchOption.AllDirectories).Where(IsOurs);

    private static bool IsOurs(string path) =>
        !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/Migrations/", StringComparison.Ordinal);
}

/// <summary>A project and the names of those it references.</summary>
/// <param name="Path">Relative to the root, with forward slashes.</param>
internal sealed record Project(string Name, string Path, IReadOnlyList<string> References, IReadOnlyList<string> Packages)
{
    public bool IsService => Path.StartsWith("services/", StringComparison.Ordinal) && !IsContracts && Name != "BuildingBlocks";

    public bool IsContracts => Name.EndsWith(".Contracts", StringComparison.Ordinal);

    public bool IsLocal => Path.StartsWith("local/", StringComparison.Ordinal);

    public bool IsTest => Path.StartsWith("tests/", StringComparison.Ordinal);

    public static Project Read(string file)
    {
        var xml = XDocument.Load(file);
        return new(
            System.IO.Path.GetFileNameWithoutExtension(file),
            System.IO.Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'),
            [.. xml.Descendants("ProjectReference").Select(r => System.IO.Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')))],
            [.. xml.Descendants("PackageReference").Select(r => r.Attribute("Include")!.Value)]);
    }
}
