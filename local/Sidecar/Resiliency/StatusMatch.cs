using System.Globalization;

namespace PracticeAspire.Sidecar.Resiliency;

/// <summary>A list of status codes and ranges, "429,500-599".</summary>
internal sealed class StatusMatch(IReadOnlyList<(int From, int To)> ranges)
{
    public bool Contains(int code) => ranges.Any(range => code >= range.From && code <= range.To);

    public static StatusMatch? Parse(string? text) => string.IsNullOrWhiteSpace(text)
        ? null
        : new StatusMatch([.. text.Split(',', StringSplitOptions.TrimEntries).Select(Range)]);

    private static (int From, int To) Range(string text)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return dash < 0 ? (Number(text), Number(text)) : (Number(text[..dash]), Number(text[(dash + 1)..]));
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
