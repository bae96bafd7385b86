using PracticeAspire.Infrastructure;

namespace PracticeAspire.AppHost;

/// <summary>The folder that survives restarts: databases, events, mails, generated secrets.</summary>
internal static class LocalData
{
    /// <summary>The folder of the anchor files.</summary>
    public const string Audit = "audit";

    private static readonly string[] Entries = ["postgres", "postgres.new", "redis", "mailbox", "names", Audit, "parameters.json", LocalSecrets.FileName];

    /// <summary>The folder is ours until the answer is disposed of, or this process ends.</summary>
    /// <exception cref="InfrastructureException">Another app host works there.</exception>
    public static IDisposable Hold(string folder)
    {
        Directory.CreateDirectory(folder);
        try
        {
            return new FileStream(Path.Combine(folder, ".held"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new InfrastructureException(
                $"Another app host is running on the data in {folder}. Stop it, or give this one a folder of its own: --local-dir <folder>.", e);
        }
    }

    /// <summary>Deletes what app hosts put there, and nothing else.</summary>
    public static void Delete(string folder)
    {
        foreach (var entry in Entries.Select(e => Path.Combine(folder, e)))
        {
            if (Directory.Exists(entry)) Directory.Delete(entry, recursive: true);
            else File.Delete(entry);
        }
    }
}
