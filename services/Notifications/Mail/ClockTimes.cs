using NodaTime;
using NodaTime.Text;

namespace PracticeAspire.Notifications.Mail;

/// <summary>Times as mail says them: those of the clock on the wall, in the zone of the place.</summary>
internal static class ClockTimes
{
    private static readonly ZonedDateTimePattern ForDayAndTime = Pattern("dddd d MMMM uuuu', 'HH:mm");
    private static readonly ZonedDateTimePattern ForTimeAndZone = Pattern("HH:mm' ('x')'");
    private static readonly ZonedDateTimePattern ForDayTimeAndZone = Pattern("dddd d MMMM uuuu', 'HH:mm' ('x')'");

    /// <summary>"Tuesday 14 April 2026, 09:00"</summary>
    public static string DayAndTime(DateTimeOffset time, string zone) => ForDayAndTime.Format(In(zone, time));

    /// <summary>"09:00 (CEST)"</summary>
    public static string TimeAndZone(DateTimeOffset time, string zone) => ForTimeAndZone.Format(In(zone, time));

    /// <summary>"Tuesday 14 April 2026, 09:00 (CEST)"</summary>
    public static string DayTimeAndZone(DateTimeOffset time, string zone) => ForDayTimeAndZone.Format(In(zone, time));

    private static ZonedDateTime In(string zone, DateTimeOffset time) =>
        Instant.FromDateTimeOffset(time).InZone(DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) ?? DateTimeZone.Utc);

    private static ZonedDateTimePattern Pattern(string text) => ZonedDateTimePattern.CreateWithInvariantCulture(text, null);
}
