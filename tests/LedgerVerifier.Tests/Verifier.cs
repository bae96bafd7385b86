using System.Globalization;
using System.Text.RegularExpressions;

namespace PracticeAspire.LedgerVerifier.Tests;

/// <summary>The verifier as it is started from a shell.</summary>
internal static partial class Verifier
{
    public static (int Exit, string Said, long? FirstBad) Verify(string key, IEnumerable<string> log, params string[] anchors)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(file, log);
            return Run(["--key", key, "--log", file, .. anchors.SelectMany(a => (string[])["--anchor", a])]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    public static (int Exit, string Said, long? FirstBad) Run(params string[] args)
    {
        using var said = new StringWriter();
        var exit = CommandLine.Run(args, said, said);
        var named = FirstBad().Match(said.ToString());
        return (exit, said.ToString(), named.Success ? long.Parse(named.Groups[1].Value, CultureInfo.InvariantCulture) : null);
    }

    [GeneratedRegex(@"^Entry (\d+): ")]
    private static partial Regex FirstBad();
}
