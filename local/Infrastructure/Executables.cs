namespace PracticeAspire.Infrastructure;

/// <summary>Finds programs the way a shell does.</summary>
public static class Executables
{
    /// <summary>The full path of <paramref name="name"/> on PATH or in <paramref name="alsoIn"/>; null when it is nowhere.</summary>
    public static string? Find(string name, params IEnumerable<string> alsoIn)
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        return path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(alsoIn)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name))
            .FirstOrDefault(File.Exists);
    }
}
