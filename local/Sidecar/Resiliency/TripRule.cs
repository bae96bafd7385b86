using System.Globalization;
using System.Text.RegularExpressions;

namespace PracticeAspire.Sidecar.Resiliency;

/// <summary>The breaker's <c>trip</c>: comparisons of its counters with numbers, joined by <c>&amp;&amp;</c> and <c>||</c>.</summary>
internal static partial class TripRule
{
    public static Func<BreakerCounts, bool> Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return counts => counts.ConsecutiveFailures > 5;
        var alternatives = text.Split("||").Select(all => all.Split("&&").Select(Comparison).ToArray()).ToArray();
        return counts => alternatives.Any(all => all.All(holds => holds(counts)));
    }

    private static Func<BreakerCounts, bool> Comparison(string text)
    {
        var match = Form().Match(text);
        if (!match.Success)
            throw new FormatException($"the circuit breaker's trip '{text.Trim()}' is not a comparison of requests, totalSuccesses, totalFailures, consecutiveSuccesses or consecutiveFailures with a number");
        Func<BreakerCounts, int> counter = match.Groups[1].Value switch
        {
            "requests" => counts => counts.Requests,
            "totalSuccesses" => counts => counts.TotalSuccesses,
            "totalFailures" => counts => counts.TotalFailures,
            "consecutiveSuccesses" => counts => counts.ConsecutiveSuccesses,
            _ => counts => counts.ConsecutiveFailures,
        };
        var number = int.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture);
        return match.Groups[2].Value switch
        {
            ">" => counts => counter(counts) > number,
            ">=" => counts => counter(counts) >= number,
            "<" => counts => counter(counts) < number,
            "<=" => counts => counter(counts) <= number,
            _ => counts => counter(counts) == number,
        };
    }

    [GeneratedRegex(@"^\s*(requests|totalSuccesses|totalFailures|consecutiveSuccesses|consecutiveFailures)\s*(>=|<=|==|>|<)\s*(\d+)\s*$")]
    private static partial Regex Form();
}
