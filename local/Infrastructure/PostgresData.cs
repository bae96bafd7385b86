namespace PracticeAspire.Infrastructure;

/// <summary>A data directory, ready to be served, and the command that serves it.</summary>
public static class PostgresData
{
    /// <summary>
    /// Creates the data directory when it is empty (superuser <c>postgres</c> with <paramref name="password"/>) and answers the
    /// command line of a durable server on <paramref name="port"/> of the loopback address.
    /// </summary>
    /// <exception cref="InfrastructureException">This machine cannot run PostgreSQL there; the message says why.</exception>
    public static async Task<IReadOnlyList<string>> PrepareAsync(
        string dataDirectory, string password, int port, Action<string> say, CancellationToken ct)
    {
        var installation = await PostgresInstallation.FindOrFetchAsync(say, ct);
        Directory.CreateDirectory(Path.GetDirectoryName(dataDirectory)!);
        var runAs = await Unprivileged.ForAsync(dataDirectory, installation.Postgres, ct);
        if (!File.Exists(Path.Combine(dataDirectory, "PG_VERSION")))
        {
            say($"Creating an empty PostgreSQL database in {dataDirectory}");
            await InitializeAsync(installation, runAs, dataDirectory, password, ct);
        }

        // Whoever ran it last may have been another user.
        if (runAs.Owner is { } owner) await Commands.RunAsync(["chown", "-R", owner, dataDirectory], ct);

        return
        [
            .. runAs.Prefix, installation.Postgres, "-D", dataDirectory, "-p", $"{port}",
            "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={SocketFolder(dataDirectory)}",
            "-c", "max_connections=300", "-c", "shared_buffers=256MB", "-c", "max_wal_size=2GB",
            "-c", "timezone=UTC", "-c", "log_timezone=UTC",
        ];
    }

    // A socket's path may have 107 bytes; deeper folders are served over TCP alone.
    private static string SocketFolder(string dataDirectory) => dataDirectory.Length < 90 ? dataDirectory : "";

    private static async Task InitializeAsync(
        PostgresInstallation installation, Unprivileged runAs, string dataDirectory, string password, CancellationToken ct)
    {
        // Made beside its place and moved there when complete: who is interrupted must not find half a database at the next start.
        var draft = dataDirectory + ".new";
        if (Directory.Exists(draft)) Directory.Delete(draft, recursive: true);
        Directory.CreateDirectory(draft);

        // A file, not an argument: every user of the machine can read command lines.
        var passwordFile = dataDirectory + ".initial";
        await SecretFile.WriteAsync(passwordFile, password + "\n", ct);
        if (runAs.Owner is { } owner) await Commands.RunAsync(["chown", owner, passwordFile, draft], ct);
        try
        {
            await Commands.RunAsync(
                [
                    .. runAs.Prefix, installation.InitDb, "-D", draft, "--username=postgres", $"--pwfile={passwordFile}",
                    "--auth=scram-sha-256", "--encoding=UTF8", OperatingSystem.IsMacOS() ? "--locale=en_US.UTF-8" : "--locale=C.UTF-8",
                ],
                ct);
            if (Directory.Exists(dataDirectory)) Directory.Delete(dataDirectory);
            Directory.Move(draft, dataDirectory);
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }
}
