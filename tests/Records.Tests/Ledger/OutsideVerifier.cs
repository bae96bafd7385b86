using System.Diagnostics;

namespace PracticeAspire.Records.Tests.Ledger;

/// <summary>tools/LedgerVerifier as whoever was given a proof starts it: in a process of its own, with the file and the public key.</summary>
internal static class OutsideVerifier
{
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunAsync(string key, string proof)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, proof);
            using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", Assembly(), "--key", key, "--proof", file]) { RedirectStandardOutput = true })!;
            await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Assembly()
    {
        var (folder, configuration) = (new DirectoryInfo(AppContext.BaseDirectory), new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PracticeAspire.sln")))
            folder = folder.Parent;
        return Path.Combine(folder!.FullName, "tools", "LedgerVerifier", "bin", configuration, "net10.0", "LedgerVerifier.dll");
    }
}
