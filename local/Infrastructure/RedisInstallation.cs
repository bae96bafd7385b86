namespace PracticeAspire.Infrastructure;

/// <summary>The Redis server program and the folders its libraries are in.</summary>
/// <param name="Server">The full path of <c>redis-server</c>.</param>
/// <param name="Libraries">Folders for <c>LD_LIBRARY_PATH</c>; empty when the system has what it needs.</param>
internal sealed record RedisInstallation(string Server, IReadOnlyList<string> Libraries)
{
    /// <summary>Finds Redis on PATH; otherwise unpacks the distribution's package below <see cref="LocalFolders.Tools"/>, which needs no root.</summary>
    public static async Task<RedisInstallation> FindOrFetchAsync(Action<string> say, CancellationToken ct)
    {
        if (Executables.Find("redis-server", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin") is { } installed)
            return new(installed, []);

        var root = await DebianPackages.UnpackAsync("redis-server", say, ct);
        return new(
            Path.Combine(root, "usr", "bin", "redis-server"),
            [.. Directory.EnumerateFiles(root, "*.so*", SearchOption.AllDirectories).Select(f => Path.GetDirectoryName(f)!).Distinct()]);
    }

    /// <summary>The command with the environment it needs, as <c>env</c> takes it.</summary>
    public IReadOnlyList<string> Command(params IReadOnlyList<string> arguments) =>
        Libraries.Count == 0
            ? [Server, .. arguments]
            : ["/usr/bin/env", $"LD_LIBRARY_PATH={string.Join(':', Libraries)}", Server, .. arguments];
}
