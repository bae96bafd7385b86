namespace PracticeAspire.Users.Accounts;

/// <summary>
/// The 20,000 passwords that breaches show most (<c>common-passwords.txt</c>, its licence beside it): what is tried first. Few of them are as long
/// as a password must be here, so two of them in a row, or one over and over, count as common too.
/// </summary>
internal static class CommonPasswords
{
    private static readonly Lazy<HashSet<string>> Known = new(Read);

    public static bool Contains(string password)
    {
        var typed = password.ToLowerInvariant();
        if (Known.Value.Contains(typed))
            return true;

        for (var length = 1; length < typed.Length; length++)
        {
            if (Known.Value.Contains(typed[..length]) && (Known.Value.Contains(typed[length..]) || Repeats(typed, length)))
                return true;
        }

        return false;
    }

    private static bool Repeats(string text, int length)
    {
        for (var at = length; at < text.Length; at++)
        {
            if (text[at] != text[at - length])
                return false;
        }

        return true;
    }

    private static HashSet<string> Read()
    {
        using var text = new StreamReader(typeof(CommonPasswords).Assembly.GetManifestResourceStream("common-passwords")!);
        var known = new HashSet<string>(20_000, StringComparer.Ordinal);
        while (text.ReadLine() is { } line)
            known.Add(line);
        return known;
    }
}
