using System.Text.Json;
using Microsoft.Extensions.Configuration;
using PracticeAspire.Infrastructure;

namespace Aspire.Hosting.Orchestration;

/// <summary>Generated parameters that are the same at the next start, in <c>parameters.json</c> (mode 0600) of the local folder.</summary>
internal sealed class KeptParameters(string file)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly Lock Gate = new();

    public static KeptParameters Of(IDistributedApplicationBuilder builder) => new(Path.Combine(builder.LocalFolder(), "parameters.json"));

    public string GetOrAdd(string name, Func<string> make)
    {
        lock (Gate)
        {
            var kept = File.Exists(file) ? JsonSerializer.Deserialize<SortedDictionary<string, string>>(File.ReadAllText(file))! : [];
            if (kept.TryGetValue(name, out var value)) return value;
            kept[name] = value = make();
            SecretFile.WriteAsync(file, JsonSerializer.Serialize(kept, Indented), CancellationToken.None).GetAwaiter().GetResult();
            return value;
        }
    }
}

internal static class LocalFolderExtensions
{
    /// <summary>Where this application keeps its data: <c>PRACTICE_LOCAL_DIR</c> from the command line or environment, else the repository's.</summary>
    public static string LocalFolder(this IDistributedApplicationBuilder builder) =>
        builder.Configuration["PRACTICE_LOCAL_DIR"] is { Length: > 0 } folder ? Path.GetFullPath(folder) : LocalFolders.Data;
}
