using System.Buffers;
using System.Globalization;

namespace PracticeAspire.Sidecar.Options;

/// <summary>Sizes as Kubernetes writes them ("4Mi") and durations as Go writes them ("1m30s", "500ms").</summary>
internal static class Quantity
{
    private static readonly SearchValues<char> Numeric = SearchValues.Create("0123456789.");

    public static int ParseBytes(string text)
    {
        (string Suffix, long Factor)[] units = [("Ki", 1 << 10), ("Mi", 1 << 20), ("Gi", 1 << 30), ("k", 1_000), ("M", 1_000_000), ("G", 1_000_000_000)];
        foreach (var (suffix, factor) in units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal))
                return checked((int)(long.Parse(text[..^suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture) * factor));
        }
        return int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    public static TimeSpan ParseDuration(string text)
    {
        if (text == "0")
            return TimeSpan.Zero;
        var total = 0.0;
        var rest = text.AsSpan();
        if (rest.IsEmpty)
            throw new FormatException();
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(Numeric);
            if (digits <= 0)
                throw new FormatException();
            var number = double.Parse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
            rest = rest[digits..];
            var end = rest.IndexOfAny(Numeric);
            var unit = end < 0 ? rest : rest[..end];
            total += number * Milliseconds(unit);
            rest = rest[unit.Length..];
        }
        return TimeSpan.FromMilliseconds(total);
    }

    private static double Milliseconds(ReadOnlySpan<char> unit) => unit switch
    {
        "ns" => 1e-6,
        "us" or "µs" => 1e-3,
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => throw new FormatException(),
    };
}
