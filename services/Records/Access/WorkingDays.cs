using NodaTime;

namespace PracticeAspire.Records.Access;

internal static class WorkingDays
{
    /// <summary>Days from Monday to Friday, in UTC, after the day of <paramref name="then"/> and up to that of <paramref name="now"/>.</summary>
    public static int Since(Instant then, Instant now)
    {
        var (day, last, count) = (then.InUtc().Date, now.InUtc().Date, 0);
        while (day < last)
        {
            day = day.PlusDays(1);
            if (day.DayOfWeek is not (IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday))
                count++;
        }

        return count;
    }
}
