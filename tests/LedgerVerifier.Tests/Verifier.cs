using System.Globalization;
using System.Text.RegularExpressions;

namespace PracticeAspire.LedgerVerifier.Tests;

/// <summary>The verifier as it is started from a shell.</summary>
internal static partial class Verifier
{
    public static (int Exit, string Said, long? FirstBad) Verify(string key, IEnumerable<string> log, params string[] anchors) =>
        RunOn(log, file => ["--key", key, "--log", file, .. anchors.SelectMany(a => (string[])["--anchor", a])]);

    public static (int Exit, string Said, long? FirstBad) Prove(string key, IEnumerable<string> proof) => RunOn(proof, file => ["--key", key, "--proof", file]);

    public static (int Exit, string Said, long? FirstBad) Run(params string[] args)
    {
        using var said = new StringWriter();
        var exit = CommandLine.Run(args, said, said);
        var named = FirstBad().Match(said.ToString());
        return (exit, said.ToString(), named.Success ? long.Parse(named.Groups[1].Value, CultureInfo.InvariantCulture) : null);
    }

    private static (int Exit, string Said, long? FirstBad) RunOn(IEnumerable<string> lines, Func<string, string[]> args)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(file, lines);
            return Run(args(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [GeneratedRegex(@"^Entry (\d+): ")]
    private static partial Regex FirstBad();
}
