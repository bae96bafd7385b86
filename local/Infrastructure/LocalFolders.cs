namespace PracticeAspire.Infrastructure;

/// <summary>Where a run on a bare machine keeps what it downloads and what it stores.</summary>
public static class LocalFolders
{
    /// <summary>The folder that holds <c>PracticeAspire.sln</c>, looked for upwards from the running program, then from the current folder.</summary>
    public static string Repository { get; } =
        HolderOf("PracticeAspire.sln", AppContext.BaseDirectory)
        ?? HolderOf("PracticeAspire.sln", Environment.CurrentDirectory)
        ?? Environment.CurrentDirectory;

    /// <summary>Data of this installation: <c>PRACTICE_LOCAL_DIR</c>, else <c>.local</c> in the repository.</summary>
    public static string Data => Path.GetFullPath(FromEnvironment("PRACTICE_LOCAL_DIR") ?? Path.Combine(Repository, ".local"));

    /// <summary>
    /// Programs fetched from registries: <c>PRACTICE_TOOLS_DIR</c>, else <c>.local/tools</c> in the repository.
    /// Not below <see cref="Data"/>, so that tests with data of their own share one download.
    /// </summary>
    public static string Tools => Path.GetFullPath(FromEnvironment("PRACTICE_TOOLS_DIR") ?? Path.Combine(Repository, ".local", "tools"));

    private static string? FromEnvironment(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static string? HolderOf(string file, string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, file))) return folder.FullName;
        }

        return null;
    }
}
