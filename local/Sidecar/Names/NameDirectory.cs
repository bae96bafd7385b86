using System.Collections.Concurrent;

namespace PracticeAspire.Sidecar.Names;

/// <summary>
/// How sidecars of one machine find each other: a folder with one empty file per running sidecar, named
/// <c>app-id@host_port</c> and locked by its process for as long as it lives. The kernel drops the lock when
/// the process dies, however it dies, so a file that can be locked is stale.
/// </summary>
internal sealed class NameDirectory(string folder, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Found> cache = new(StringComparer.Ordinal);
    private FileStream? own;

    private sealed record Found(string[] Addresses, long ScannedAt)
    {
        private int next;

        public string? Next() => Addresses.Length switch
        {
            0 => null,
            1 => Addresses[0],
            _ => Addresses[(uint)Interlocked.Increment(ref next) % Addresses.Length],
        };
    }

    public static string DefaultFolder =>
        Environment.GetEnvironmentVariable("PRACTICE_NAME_DIRECTORY") is { Length: > 0 } folder
            ? folder
            : Path.Combine(Path.GetTempPath(), $"practice-sidecars-{Environment.UserName}");

    public void Register(string appId, string host, int port)
    {
        Directory.CreateDirectory(folder);
        RemoveStale(appId);
        var path = Path.Combine(folder, $"{appId}@{host}_{port}");
        while (own is null)
        {
            var file = TryLock(path, FileMode.OpenOrCreate, FileOptions.DeleteOnClose);
            // Another sidecar may have taken this file for a stale one and removed it before the lock was ours.
            if (file is not null && File.Exists(path))
                own = file;
            else
                file?.Dispose();
        }
    }

    /// <summary>The address of a running sidecar of that app, in turn if there are several; null when there is none.</summary>
    public string? Resolve(string appId)
    {
        if (!cache.TryGetValue(appId, out var found) || clock.GetElapsedTime(found.ScannedAt) > Freshness)
            found = Scan(appId, found);
        return found.Next();
    }

    /// <summary>To be called when an address did not answer: the next <see cref="Resolve"/> looks again.</summary>
    public void Forget(string appId)
    {
        if (cache.TryGetValue(appId, out var found))
            cache[appId] = found with { ScannedAt = clock.GetTimestamp() - clock.TimestampFrequency * 60 };
    }

    /// <summary>Whether this app has ever been here: it is then down rather than unknown, and worth waiting for.</summary>
    public bool IsKnown(string appId) =>
        cache.TryGetValue(appId, out var found) && found.Addresses.Length > 0 || Files(appId).Any();

    private Found Scan(string appId, Found? before)
    {
        var addresses = Files(appId).Where(IsLive).Select(Address).Order(StringComparer.Ordinal).ToArray();
        var now = clock.GetTimestamp();
        var found = before is not null && before.Addresses.AsSpan().SequenceEqual(addresses)
            ? before with { ScannedAt = now }
            : new Found(addresses, now);
        // An app that was here stays known after it has gone, so the empty result does not replace the cached addresses.
        if (addresses.Length > 0)
            cache[appId] = found;
        return found;
    }

    private IEnumerable<string> Files(string appId) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, appId + "@*") : [];

    private static string Address(string path)
    {
        var name = Path.GetFileName(path.AsSpan());
        var address = name[(name.IndexOf('@') + 1)..];
        var split = address.LastIndexOf('_');
        return $"http://{address[..split]}:{address[(split + 1)..]}";
    }

    private static bool IsLive(string path)
    {
        using var file = TryLock(path, FileMode.Open, FileOptions.None);
        return file is null && File.Exists(path);
    }

    private void RemoveStale(string appId)
    {
        foreach (var path in Files(appId))
            TryLock(path, FileMode.Open, FileOptions.DeleteOnClose)?.Dispose();
    }

    private static FileStream? TryLock(string path, FileMode mode, FileOptions options)
    {
        try
        {
            return new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None, 1, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Dispose() => own?.Dispose();
}
