using System.Text;

namespace PracticeAspire.Sidecar.Invocation;

/// <summary>
/// The path of an HTTP invocation as daprd makes it: percent-decoded, cleaned of empty, "." and ".." parts and a trailing slash,
/// then escaped again. Characters that would change the meaning of the address are refused.
/// </summary>
internal static class InvokePath
{
    /// <summary>Null when the path cannot be sent on.</summary>
    public static string? Clean(string raw)
    {
        string decoded;
        try
        {
            decoded = Decode(raw);
        }
        catch (FormatException)
        {
            return null;
        }
        if (decoded.Any(c => c is '#' or '?' || char.IsControl(c)))
            return null;
        List<string> parts = [];
        foreach (var part in decoded.Split('/'))
        {
            if (part == ".." && parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
            else if (part is not ("" or "." or ".."))
                parts.Add(part);
        }
        return "/" + string.Join('/', parts.Select(Uri.EscapeDataString));
    }

    private static string Decode(string raw)
    {
        var bytes = new List<byte>(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '%')
            {
                bytes.AddRange(Encoding.UTF8.GetBytes([raw[i]]));
                continue;
            }
            if (i + 2 >= raw.Length || !char.IsAsciiHexDigit(raw[i + 1]) || !char.IsAsciiHexDigit(raw[i + 2]))
                throw new FormatException();
            bytes.Add(Convert.FromHexString(raw.AsSpan(i + 1, 2))[0]);
            i += 2;
        }
        var text = Encoding.UTF8.GetString([.. bytes]);
        // daprd decodes once more further on: a percent sign that was escaped has to form an escape itself.
        return text.Contains('%', StringComparison.Ordinal) && raw.Contains("%25", StringComparison.Ordinal) ? Decode(text) : text;
    }
}
