using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using NodaTime;
using NodaTime.Text;

namespace PracticeAspire.Web.Times;

/// <summary>Instants as people read them, in the zone of the place; and what people type, as instants.</summary>
internal static class LocalTimes
{
    public static ZonedDateTime In(this Timestamp time, string zone) => Instant.FromDateTimeOffset(time.ToDateTimeOffset()).InZone(Zone(zone));

    public static DateTimeZone Zone(string id) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) ?? DateTimeZone.Utc;

    public static LocalDate Today(this IClock clock, string zone) => clock.GetCurrentInstant().InZone(Zone(zone)).Date;

    /// <summary>"09:30"</summary>
    public static string Clock(this ZonedDateTime time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>"09:30–10:00 EST"; the abbreviation tells the two 01:30s of an autumn night apart.</summary>
    public static string Span(Timestamp start, Timestamp end, string zone) =>
        $"{start.In(zone).Clock()}–{end.In(zone).Clock()} {start.In(zone).GetZoneInterval().Name}";

    /// <summary>"09:30 EST"</summary>
    public static string ClockAndZone(Timestamp time, string zone) => $"{time.In(zone).Clock()} {time.In(zone).GetZoneInterval().Name}";

    /// <summary>"Tuesday 3 March 2026"</summary>
    public static string Long(this LocalDate day) => day.ToString("dddd d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>"Tue 3 Mar"</summary>
    public static string Short(this LocalDate day) => day.ToString("ddd d MMM", CultureInfo.InvariantCulture);

    public static string Iso(this LocalDate day) => LocalDatePattern.Iso.Format(day);

    /// <summary>Null for what is no day, or one at the edge of the calendar, from which weeks cannot be counted on.</summary>
    public static LocalDate? ParseDay(string? text) =>
        LocalDatePattern.Iso.Parse(text ?? "") is { Success: true, Value: { Year: >= 1000 and <= 9000 } day } ? day : null;

    /// <summary>The moment in which a day is over at a place.</summary>
    public static Timestamp EndOf(LocalDate day, string zone) => Timestamp.FromDateTimeOffset(Zone(zone).AtStartOfDay(day.PlusDays(1)).ToDateTimeOffset());

    /// <summary>The day that ends, or has not ended yet, in that moment: the last one on which something lasts.</summary>
    public static LocalDate LastDay(Timestamp end, string zone) => Instant.FromDateTimeOffset(end.ToDateTimeOffset()).Minus(NodaTime.Duration.FromNanoseconds(1)).InZone(Zone(zone)).Date;

    /// <summary>"Tue 3 Mar, 09:30"</summary>
    public static string Moment(Timestamp time, string zone) => $"{time.In(zone).Date.Short()}, {time.In(zone).Clock()}";

    /// <summary>"Tue 3 Mar 2026, 09:30", for what may be years ago.</summary>
    public static string Dated(Timestamp time, string zone) => $"{time.In(zone).Date.ToString("ddd d MMM yyyy", CultureInfo.InvariantCulture)}, {time.In(zone).Clock()}";

    /// <summary>"Tue 3 Mar 2026, 09:30"; "the end of Tue 3 Mar 2026" for what ends with a day, which nobody reads as the midnight it is.</summary>
    public static string Ending(Timestamp end, string zone) =>
        end.In(zone).TimeOfDay == LocalTime.Midnight ? $"the end of {LastDay(end, zone).ToString("ddd d MMM yyyy", CultureInfo.InvariantCulture)}" : Dated(end, zone);

    /// <summary>A time someone typed at a place. One that the clocks skip in spring is refused; of two in autumn the first is meant.</summary>
    /// <returns>The instant, or the sentence that says what is wrong.</returns>
    public static (Timestamp? Time, string? Wrong) Read(string? day, string? time, string zone)
    {
        if (ParseDay(day) is not { } date)
            return (null, "Choose a day.");
        if (LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(time ?? "") is not { Success: true } read)
            return (null, "Give the time as hours and minutes, like 09:30.");

        var mapping = Zone(zone).MapLocal(date + read.Value);
        return mapping.Count == 0
            ? (null, $"There is no {time} on {date.Long()}: the clocks go forward then. Choose a time before or after the change.")
            : (Timestamp.FromDateTimeOffset(mapping.First().ToDateTimeOffset()), null);
    }
}
