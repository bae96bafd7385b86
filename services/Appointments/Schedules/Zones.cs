using NodaTime;
using NodaTime.TimeZones;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Appointments.Schedules;

/// <summary>What local times mean on the two days a year when the clocks change.</summary>
internal static class Zones
{
    // A beginning that the clocks jump over is when they land; one that happens twice is the first of the two, an end the second.
    private static readonly ZoneLocalMappingResolver Beginning = Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnForwardShifted);
    private static readonly ZoneLocalMappingResolver Ending = Resolvers.CreateMappingResolver(Resolvers.ReturnLater, Resolvers.ReturnForwardShifted);

    public static DateTimeZone Of(string id) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(id)
        ?? throw new Malformed("zone", $"'{id}' is not a time zone. Use an IANA name such as America/New_York.");

    /// <returns>Null when nothing is left of it: it lies wholly in the hour that is skipped.</returns>
    public static Interval? Between(DateTimeZone zone, LocalDate day, LocalTime from, LocalTime to)
    {
        var start = zone.ResolveLocal(day + from, Beginning).ToInstant();
        var end = zone.ResolveLocal(day + to, Ending).ToInstant();
        return start < end ? new Interval(start, end) : null;
    }

    /// <summary>The whole local day: 23, 24 or 25 hours.</summary>
    public static Interval Day(DateTimeZone zone, LocalDate day) =>
        new(zone.AtStartOfDay(day).ToInstant(), zone.AtStartOfDay(day.PlusDays(1)).ToInstant());
}
