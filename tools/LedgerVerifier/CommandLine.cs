namespace PracticeAspire.LedgerVerifier;

/// <summary>Arguments and files in, a sentence and an exit code out: 0 the log is what was signed, 1 it is not, 2 it cannot be told.</summary>
internal static class CommandLine
{
    public const string Usage = """
        LedgerVerifier --key <file or key> [--key …] --log <export.jsonl> [--anchor <service.anchor> …]

        LedgerVerifier --key <file or key> [--key …] --proof <file.jsonl>

          --key     the log's public key (GET /audit/key of the service), or a file that holds it; older keys too, after a change of keys
          --log     what Administration, Audit, Export gave
          --anchor  a copy, made before the export, of the anchor file that the service writes outside its database; without one a shortened log looks whole
          --proof   what "Download the proof" gave the owner of a medical record; of one log at a time, and without --log

        Exit code 0: the log, or the proof, is what was signed. 1: it is not; the first bad entry is named. 2: the files cannot be read.
        """;

    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        try
        {
            var verdict = VerdictOf(args);
            output.WriteLine(verdict.Sentence);
            return verdict.FirstBad is null ? 0 : 1;
        }
        catch (Unreadable unreadable)
        {
            error.WriteLine(unreadable.Message);
            return 2;
        }
    }

    private static Verdict VerdictOf(string[] args)
    {
        var (keys, log, proof, anchors) = (new List<VerifierKey>(), (string?)null, (string?)null, new List<string>());
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : throw new Unreadable($"'{args[i]}' needs a value.\n\n{Usage}");
            switch (args[i])
            {
                case "--key":
                    keys.AddRange(VerifierKey.Read(value));
                    break;
                case "--log" when log is null:
                    log = value;
                    break;
                case "--proof" when proof is null:
                    proof = value;
                    break;
                case "--anchor":
                    anchors.Add(value);
                    break;
                default:
                    throw new Unreadable($"'{args[i]}' is not understood.\n\n{Usage}");
            }
        }

        return (keys.Count > 0, log, proof) switch
        {
            (true, not null, null) => Verification.Of(ExportedLog.Read(log), keys, [.. anchors.Select(AnchorFile.Read)]),
            (true, null, not null) when anchors.Count == 0 => ProofVerification.Of(ProofFile.Read(proof), keys),
            _ => throw new Unreadable(Usage),
        };
    }
}

/// <summary>The input is not what it should be, so nothing can be said of the log. The message is a sentence for a person.</summary>
internal sealed class Unreadable(string sentence) : Exception(sentence)
{
    /// <summary>The lines of a text file.</summary>
    public static IEnumerable<string> LinesOf(string path)
    {
        try
        {
            return File.ReadLines(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new Unreadable($"{path} cannot be read: {failure.Message}");
        }
    }
}
