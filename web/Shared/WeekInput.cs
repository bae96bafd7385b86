using PracticeAspire.Appointments.Contracts;

namespace PracticeAspire.Web.Shared;

/// <summary>A week's hours as a form has them: seven days, up to two spans each. Empty spans are no hours.</summary>
public sealed class WeekInput
{
    public List<DayInput> Days { get; set; } = [.. Enumerable.Range(0, 7).Select(_ => new DayInput())];

    public static string NameOf(int day) => new[] { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" }[day];

    internal static WeekInput From(IEnumerable<WeeklyHours> hours)
    {
        var week = new WeekInput();
        foreach (var h in hours.OrderBy(h => h.From, StringComparer.Ordinal))
        {
            var day = week.Days[h.Weekday - 1];
            if (string.IsNullOrEmpty(day.From1))
                (day.From1, day.To1) = (h.From, h.To);
            else
                (day.From2, day.To2) = (h.From, h.To);
        }

        return week;
    }

    internal IEnumerable<WeeklyHours> ToHours() => Days.Take(7).SelectMany((day, i) => new[] { (day.From1, day.To1), (day.From2, day.To2) }
        .Where(span => !string.IsNullOrEmpty(span.Item1) || !string.IsNullOrEmpty(span.Item2))
        .Select(span => new WeeklyHours { Weekday = i + 1, From = span.Item1 ?? "", To = span.Item2 ?? "" }));
}

public sealed class DayInput
{
    public string? From1 { get; set; }

    public string? To1 { get; set; }

    public string? From2 { get; set; }

    public string? To2 { get; set; }
}
