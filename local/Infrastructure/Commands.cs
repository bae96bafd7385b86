using System.Diagnostics;
using System.Text;

namespace PracticeAspire.Infrastructure;

/// <summary>Runs a program to its end.</summary>
public static class Commands
{
    /// <summary>What it wrote to both streams.</summary>
    /// <exception cref="InfrastructureException">Its exit code is not 0; the message holds the end of what it wrote.</exception>
    public static async Task<string> RunAsync(
        IReadOnlyList<string> command, CancellationToken ct, string? workingDirectory = null)
    {
        var (exitCode, output) = await TryAsync(command, ct, workingDirectory);
        if (exitCode == 0) return output;
        throw new InfrastructureException($"`{string.Join(' ', command)}` failed with exit code {exitCode}:\n{Tail(output)}");
    }

    /// <summary>Its exit code and what it wrote to both streams.</summary>
    public static async Task<(int ExitCode, string Output)> TryAsync(
        IReadOnlyList<string> command, CancellationToken ct, string? workingDirectory = null)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory ?? "/",
        };
        start.Environment["LC_ALL"] = "C";

        using var process = Process.Start(start) ?? throw new InfrastructureException($"`{command[0]}` could not be started.");
        var output = new StringBuilder();
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(output, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync(ct);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        lock (output) return (process.ExitCode, output.ToString());
    }

    internal static string Tail(string output, int lines = 15) =>
        string.Join('\n', output.TrimEnd().Split('\n').TakeLast(lines));

    private static void Append(StringBuilder output, string? line)
    {
        if (line is null) return;
        lock (output) output.Append(line).Append('\n');
    }
}
