using System.Runtime.InteropServices;
using PracticeAspire.Infrastructure;

namespace Aspire.Hosting.Dcp;

/// <summary>Aspire's orchestrator and dashboard, as its CLI unpacks them.</summary>
/// <param name="Folder">Holds <c>dcp/dcp</c> and <c>managed/aspire-managed</c>.</param>
internal sealed record AspireBundle(string Folder)
{
    private const string Version = "13.5.4";

    public string Dcp => Path.Combine(Folder, "dcp", "dcp");

    public string Managed => Path.Combine(Folder, "managed", "aspire-managed");

    private bool IsComplete => File.Exists(Dcp) && File.Exists(Managed);

    /// <summary>A bundle the user's own CLI has unpacked, else one of ours, fetched at the first run.</summary>
    public static async Task<AspireBundle> FindOrFetchAsync(Action<string> say, CancellationToken ct)
    {
        var users = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var ours = Path.Combine(LocalFolders.Tools, $"aspire-{Version}");
        var found = new[] { users, ours }.SelectMany(Candidates).FirstOrDefault(b => b.IsComplete);
        if (found is not null) return found;

        var cli = await CliAsync(say, ct);
        say($"Unpacking Aspire's orchestrator and dashboard into {ours}");

        // The path is where the CLI looks for what it has unpacked: given any other, it calls its own work incomplete.
        Directory.CreateDirectory(ours);
        await Commands.RunAsync(
            ["/usr/bin/env", $"HOME={ours}", "ASPIRE_CLI_TELEMETRY_OPTOUT=true", cli, "setup", "--nologo", "--non-interactive", "--install-path", Unpacked(ours)],
            ct);
        return Candidates(ours).FirstOrDefault(b => b.IsComplete)
            ?? throw new InfrastructureException($"`{cli} setup` left no orchestrator in {ours}. Delete that folder and try again.");
    }

    private static string Unpacked(string home) => Path.Combine(home, ".aspire");

    private static IEnumerable<AspireBundle> Candidates(string home)
    {
        yield return new AspireBundle(Path.Combine(Unpacked(home), "bundle"));
        var versions = Path.Combine(Unpacked(home), "versions");
        if (!Directory.Exists(versions)) yield break;
        foreach (var version in Directory.GetDirectories(versions).OrderDescending(StringComparer.Ordinal)) yield return new AspireBundle(version);
    }

    private static async Task<string> CliAsync(Action<string> say, CancellationToken ct)
    {
        if (OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64)
        {
            var package = await Npm.InstallAsync("@microsoft/aspire-cli-linux-x64", Version, say, ct);
            return Path.Combine(package, "bin", "aspire");
        }

        return Executables.Find("aspire") ?? throw new InfrastructureException(
            "Aspire's orchestrator is needed and can be fetched for Linux x64 only. Install the Aspire CLI (https://aspire.dev) and try again.");
    }
}
