namespace PracticeAspire.Infrastructure;

/// <summary>
/// How to run a program that refuses to be root. Nothing special for ordinary users. For root: as the user <c>postgres</c> or
/// <c>nobody</c> where that user can reach the folder; otherwise inside a user namespace of its own, where the process keeps root's
/// reach over root's files (a checkout below /root, mode 0700) but is not root.
/// </summary>
/// <param name="Prefix">What to put before the command.</param>
/// <param name="Owner">The user who must own the folder; null when that is the one who runs.</param>
internal sealed record Unprivileged(IReadOnlyList<string> Prefix, string? Owner)
{
    public static async Task<Unprivileged> ForAsync(string folder, string program, CancellationToken ct)
    {
        if (!Environment.IsPrivilegedProcess || OperatingSystem.IsWindows()) return new([], null);

        if (Executables.Find("setpriv", "/usr/bin", "/bin") is { } setpriv)
        {
            foreach (var user in new[] { "postgres", "nobody" })
            {
                if ((await Commands.TryAsync(["id", "-u", user], ct)).ExitCode != 0) continue;
                var group = (await Commands.RunAsync(["id", "-gn", user], ct)).Trim();
                string[] prefix = [setpriv, "--reuid", user, "--regid", group, "--clear-groups"];
                var parent = Path.GetDirectoryName(folder)!;
                if ((await Commands.TryAsync([.. prefix, "test", "-x", parent, "-a", "-x", program], ct)).ExitCode == 0)
                    return new(prefix, user);
            }
        }

        if (Executables.Find("unshare", "/usr/bin", "/bin") is { } unshare
            && (await Commands.TryAsync([unshare, "--user", "test", "-x", program], ct)).ExitCode == 0)
        {
            return new([unshare, "--user"], "root");
        }

        throw new InfrastructureException(
            $"PostgreSQL refuses to run as root, and no other user can reach {folder}. "
            + "Run as an ordinary user, or choose a folder everyone may enter: --local-dir /var/lib/practice (or PRACTICE_LOCAL_DIR).");
    }
}
