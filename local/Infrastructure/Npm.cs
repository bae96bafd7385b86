namespace PracticeAspire.Infrastructure;

/// <summary>Fetches packages from the npm registry into <see cref="LocalFolders.Tools"/>, once.</summary>
public static class Npm
{
    /// <summary>The folder of the unpacked package; it is fetched first when it is not there in that version.</summary>
    /// <exception cref="InfrastructureException">npm is missing, or the registry refuses.</exception>
    public static async Task<string> InstallAsync(string package, string version, Action<string> say, CancellationToken ct)
    {
        var folder = Path.Combine(LocalFolders.Tools, $"{package.Replace("@", "").Replace('/', '-')}-{version}");
        var installed = Path.Combine(folder, "node_modules", package);
        var complete = Path.Combine(folder, ".complete");
        if (File.Exists(complete)) return installed;

        using var _ = await ToolsLock.AcquireAsync(ct);
        if (File.Exists(complete)) return installed;

        var npm = Executables.Find("npm") ?? throw new InfrastructureException(
            $"npm is needed to fetch {package} and is not on PATH. Install Node.js 20 or newer (https://nodejs.org).");
        say($"Fetching {package} {version} from the npm registry into {folder}");
        Directory.CreateDirectory(folder);
        await Commands.RunAsync(
            [npm, "install", "--prefix", folder, "--no-audit", "--no-fund", "--no-save", "--loglevel=error", $"{package}@{version}"], ct, folder);
        await File.WriteAllTextAsync(complete, "", ct);
        return installed;
    }
}
