using System.Globalization;
using NodaTime;

namespace PracticeAspire.Web.Shared;

/// <summary>Values over time, laid out on a drawing of a given size. The drawing itself is a partial's.</summary>
internal sealed class LineChart
{
    private static readonly decimal[] Steps = [1, 2, 2.5m, 5, 10];

    private readonly Instant first;
    private readonly Instant last;
    private readonly decimal low;
    private readonly decimal high;
    private readonly (int Left, int Right, int Top, int Bottom) margin;

    /// <param name="values">One at least, in any order.</param>
    /// <param name="range">What is usual, drawn as a band; an end that is open reaches to the edge.</param>
    public LineChart(IEnumerable<(Instant At, decimal Value)> values, int width, int height, (decimal? Low, decimal? High) range = default, bool withAxes = true)
    {
        (Width, Height) = (width, height);
        margin = withAxes ? (46, 12, 12, 28) : (3, 3, 4, 4);
        Values = [.. values.OrderBy(v => v.At)];
        (first, last) = (Values[0].At, Values[^1].At);
        var all = Values.Select(v => v.Value).Concat(new[] { range.Low, range.High }.OfType<decimal>()).ToList();
        Step = StepFor(all.Max() - all.Min());
        (low, high) = withAxes ? (Math.Floor(all.Min() / Step) * Step, Math.Ceiling(all.Max() / Step) * Step) : (all.Min(), all.Max());
        if (low == high)
            (low, high) = (low - Step, high + Step);

        // An open end of what is usual needs room to be seen.
        if (range is { Low: null, High: { } most } && most <= low)
            low = most - Step;
        if (range is { Low: { } least, High: null } && least >= high)
            high = least + Step;
        if (range.Low is not null || range.High is not null)
            Band = (Y(range.High ?? high), Y(range.Low ?? low));
    }

    public int Width { get; }

    public int Height { get; }

    public IReadOnlyList<(Instant At, decimal Value)> Values { get; }

    public (double Top, double Bottom)? Band { get; }

    public int Left => margin.Left;

    public int Right => Width - margin.Right;

    public string Points => string.Join(' ', Values.Select(v => $"{Text(X(v.At))},{Text(Y(v.Value))}"));

    private decimal Step { get; }

    public double X(Instant at) => first == last
        ? Left + (Right - Left) / 2.0
        : Left + (at - first).TotalSeconds / (last - first).TotalSeconds * (Right - Left);

    public double Y(decimal value) => margin.Top + (double)((high - value) / (high - low)) * (Height - margin.Top - margin.Bottom);

    public IEnumerable<decimal> Lines()
    {
        for (var value = low; value <= high; value += Step)
            yield return value;
    }

    /// <summary>Days below the drawing: the first, the last and some between, none upon another.</summary>
    public IEnumerable<(double X, string Text, string Anchor)> Days(string zone, int most)
    {
        var span = last - first;
        var count = span < Duration.FromDays(1) ? 1 : Math.Min(most, (int)span.TotalDays + 1);
        for (var i = 0; i < count; i++)
        {
            var at = count == 1 ? first : first + span * i / (count - 1);
            yield return (X(at), at.InZone(Times.LocalTimes.Zone(zone)).Date.ToString("d MMM yyyy", CultureInfo.InvariantCulture), count == 1 ? "middle" : i == 0 ? "start" : i == count - 1 ? "end" : "middle");
        }
    }

    public static string Text(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    private static decimal StepFor(decimal span)
    {
        if (span <= 0)
            return 1;
        var rough = span / 4;
        var power = (decimal)Math.Pow(10, Math.Floor(Math.Log10((double)rough)));
        return Steps.First(s => s * power >= rough) * power;
    }
}
