namespace PracticeAspire.Infrastructure;

/// <summary>A Redis data directory and the command that serves it.</summary>
public static class RedisData
{
    /// <summary>
    /// Answers the command line of a server on <paramref name="port"/> of the loopback address that asks for
    /// <paramref name="password"/> and appends every write to a file before it answers.
    /// </summary>
    public static async Task<IReadOnlyList<string>> PrepareAsync(
        string dataDirectory, string password, int port, Action<string> say, CancellationToken ct)
    {
        var redis = await RedisInstallation.FindOrFetchAsync(say, ct);
        Directory.CreateDirectory(dataDirectory);

        // A file, not arguments: every user of the machine can read command lines.
        var settings = Path.Combine(dataDirectory, "redis.conf");
        await SecretFile.WriteAsync(
            settings,
            $"""
             bind 127.0.0.1
             port {port}
             dir "{dataDirectory}"
             requirepass "{password}"
             appendonly yes
             save ""
             daemonize no

             """,
            ct);
        return redis.Command(settings);
    }
}
