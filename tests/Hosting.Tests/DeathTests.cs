using System.Diagnostics;
using System.Text;

namespace PracticeAspire.Hosting.Tests;

/// <summary>The app host dies in every way it can; what it started must not outlive it.</summary>
public sealed class DeathTests
{
    [Theory]
    [InlineData("KILL")]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Nothing_is_left_behind_after(string signal)
    {
        var deadline = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("practice-death-").FullName;

        // Children inherit the environment, and theirs do: whoever carries the mark descends from this app host.
        var mark = $"PRACTICE_TEST_MARK={Guid.NewGuid():N}";
        var start = new ProcessStartInfo(
            // Whoever runs the tests in the background has them ignore SIGINT, and children inherit that.
            "env",
            ["--default-signal=INT", "dotnet", typeof(Program).Assembly.Location, "--no-dashboard", "--local-dir", folder, "--web-port", "0", "--mailbox-port", "0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [mark.Split('=')[0]] = mark.Split('=')[1] },
        };
        using var appHost = Process.Start(start)!;
        appHost.OutputDataReceived += (_, _) => { };
        appHost.ErrorDataReceived += (_, _) => { };
        appHost.BeginOutputReadLine();
        appHost.BeginErrorReadLine();
        try
        {
            var postgres = Path.Combine(folder, "postgres", "postmaster.pid");
            await UntilAsync(() => File.Exists(postgres) && Marked(mark).Any(c => c.Contains("maildev")), deadline);

            using (var kill = Process.Start("kill", ["-s", signal, $"{appHost.Id}"])) await kill.WaitForExitAsync(deadline);

            await UntilAsync(() => !Marked(mark).Any(), deadline);
            Assert.False(File.Exists(postgres), "PostgreSQL was not stopped properly.");
        }
        finally
        {
            appHost.Kill();
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task UntilAsync(Func<bool> condition, CancellationToken ct)
    {
        for (var waited = Stopwatch.StartNew(); !condition(); await Task.Delay(100, ct))
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(90), "It did not come to pass within 90 s.");
    }

    // PostgreSQL's children overwrite both, but go when their parent goes.
    private static IEnumerable<string> Marked(string mark)
    {
        foreach (var process in Directory.GetDirectories("/proc").Where(p => Path.GetFileName(p).All(char.IsAsciiDigit)))
        {
            string environment, command;
            try
            {
                environment = Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(process, "environ")));
                command = Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(process, "cmdline")));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue;
            }

            if (environment.Contains(mark, StringComparison.Ordinal)) yield return command;
        }
    }
}
