using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using NodaTime;
using NodaTime.Text;

namespace PracticeAspire.BuildingBlocks;

/// <summary>From the wire's strings to the domain's types, or <see cref="Malformed"/> with the field's name.</summary>
public static class Parsing
{
    public static Guid ToId(this string text, string field) =>
        Guid.TryParseExact(text, "D", out var id) && id != Guid.Empty
            ? id
            : throw new Malformed(field, $"The field {field} must be an id such as 0197a3c2-7d0e-7c1a-9f53-2b8f6d0c4e11.");

    public static Guid? ToIdOrNone(this string text, string field) => text.Length == 0 ? null : text.ToId(field);

    /// <summary>A day of the years 1000 to 9000: beyond, the calendar's edge is too near to count days.</summary>
    public static LocalDate ToDay(this string text, string field) =>
        LocalDatePattern.Iso.Parse(text) is { Success: true, Value: { Year: >= 1000 and <= 9000 } day }
            ? day
            : throw new Malformed(field, $"The field {field} must be a day such as 2026-03-29.");

    public static LocalTime ToTimeOfDay(this string text, string field) =>
        LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(text) is { Success: true } parsed
            ? parsed.Value
            : throw new Malformed(field, $"The field {field} must be a time of day such as 09:30.");

    public static Instant ToInstant(this Timestamp? timestamp, string field)
    {
        if (timestamp is null || timestamp.Nanos is < 0 or > 999_999_999 || timestamp.Seconds is < -62_135_596_800 or > 253_402_300_799)
            throw new Malformed(field, $"The field {field} must be a point in time.");
        return Instant.FromUnixTimeSeconds(timestamp.Seconds).PlusNanoseconds(timestamp.Nanos);
    }

    public static Timestamp ToTimestamp(this Instant instant) => Timestamp.FromDateTimeOffset(instant.ToDateTimeOffset());

    public static string ToIso(this LocalDate day) => LocalDatePattern.Iso.Format(day);

    public static string ToIso(this LocalTime time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A text with what people may type around it taken off; refused when it is longer than <paramref name="most"/> characters.</summary>
    public static string ToText(this string text, string field, int most)
    {
        var trimmed = text.Trim();
        return trimmed.Length <= most ? trimmed : throw new Malformed(field, $"The field {field} may have at most {most} characters.");
    }
}
