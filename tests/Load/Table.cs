using System.Globalization;
using System.Text.Json;

namespace PracticeAspire.Load;

/// <summary>Figures with their names, for people or for programs.</summary>
internal sealed class Table(string scenario)
{
    private readonly List<(string Name, string Figure)> rows = [];

    public void Add(string name, string figure) => rows.Add((name, figure));

    public void Add(string name, double figure, string unit) =>
        Add(name, $"{figure.ToString(figure >= 100 ? "N0" : "N2", CultureInfo.InvariantCulture)} {unit}");

    /// <summary>The median of interleaved rounds; says so when the limit moved by more than 15 % meanwhile.</summary>
    public void AddLimit(string name, IReadOnlyList<double> rounds, string unit)
    {
        var median = rounds.Median();
        var moved = (rounds.Max() - rounds.Min()) / median;
        Add(name, $"{median.ToString("N0", CultureInfo.InvariantCulture)} {unit}" + (moved > 0.15 ? $"  (moved by {moved:P0} between rounds)" : ""));
    }

    public void Print(bool asJson)
    {
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { scenario, figures = rows.ToDictionary(r => r.Name, r => r.Figure) }));
            return;
        }

        Console.WriteLine($"\n{scenario}");
        foreach (var (name, figure) in rows)
            Console.WriteLine($"  {name,-58} {figure}");
    }
}

internal static class Statistics
{
    public static double Median(this IEnumerable<double> values) => values.Percentile(0.5);

    public static double Percentile(this IEnumerable<double> values, double part)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[Math.Min((int)(part * sorted.Length), sorted.Length - 1)];
    }
}
