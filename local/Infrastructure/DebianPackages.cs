using System.Text.RegularExpressions;

namespace PracticeAspire.Infrastructure;

/// <summary>Unpacks a package of Debian (or a child of it) with what it depends on and the system lacks, without installing anything.</summary>
internal static partial class DebianPackages
{
    public static async Task<string> UnpackAsync(string package, Action<string> say, CancellationToken ct)
    {
        var root = Path.Combine(LocalFolders.Tools, package);
        var complete = Path.Combine(root, ".complete");
        if (File.Exists(complete)) return root;

        using var _ = await ToolsLock.AcquireAsync(ct);
        if (File.Exists(complete)) return root;

        if (Executables.Find("apt-get") is null || Executables.Find("dpkg") is null)
        {
            throw new InfrastructureException(
                $"{package} is needed and is not on PATH. Install it with this system's package manager (macOS: brew install redis) and try again.");
        }

        say($"Fetching {package} from the system's package archive into {root}");
        var archives = Directory.CreateDirectory(Path.Combine(root, "archives")).FullName;
        string[] apt = ["apt-get", .. await AptOptionsAsync(package, say, ct)];
        var (exitCode, plan) = await Commands.TryAsync([.. apt, "install", "--simulate", "--no-install-recommends", package], ct);
        var missing = exitCode == 0 ? ToInstall().Matches(plan).Select(m => m.Groups[1].Value).ToArray() : [];
        await Commands.RunAsync([.. apt, "download", .. missing.Length > 0 ? missing : [package]], ct, archives);
        foreach (var archive in Directory.GetFiles(archives, "*.deb")) await Commands.RunAsync(["dpkg", "-x", archive, root], ct);
        await File.WriteAllTextAsync(complete, "", ct);
        return root;
    }

    // A machine that never ran `apt-get update` has no lists, and an ordinary user may not write the system's: keep our own.
    private static async Task<string[]> AptOptionsAsync(string package, Action<string> say, CancellationToken ct)
    {
        var (_, known) = await Commands.TryAsync(["apt-cache", "policy", package], ct);
        if (known.Contains("Candidate:") && !known.Contains("Candidate: (none)")) return [];

        say("Fetching the list of packages (apt-get update)");
        var state = Path.Combine(LocalFolders.Tools, "apt");
        Directory.CreateDirectory(Path.Combine(state, "lists", "partial"));
        Directory.CreateDirectory(Path.Combine(state, "cache", "archives", "partial"));
        string[] options =
        [
            "-o", $"Dir::State::lists={Path.Combine(state, "lists")}", "-o", $"Dir::Cache={Path.Combine(state, "cache")}",
            "-o", "APT::Sandbox::User=",
        ];
        await Commands.RunAsync(["apt-get", .. options, "update"], ct);
        return options;
    }

    [GeneratedRegex(@"^Inst (\S+)", RegexOptions.Multiline)]
    private static partial Regex ToInstall();
}
