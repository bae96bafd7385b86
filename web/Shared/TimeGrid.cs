using NodaTime;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.Web.Times;

namespace PracticeAspire.Web.Shared;

/// <summary>A day of several practitioners, or several days of one: columns of visits on a grid of five-minute rows.</summary>
/// <param name="SeveralPlaces">Visits say where they are and by which clock, because they are not all at one place.</param>
internal sealed record TimeGrid(IReadOnlyList<TimeGridColumn> Columns, Instant Now, bool SeveralPlaces = false)
{
    private const int Hour = 12;

    public int First => Bounded(Columns.SelectMany(c => c.Working.Select(w => w.At).Concat(c.Visits.Select(v => v.At))).DefaultIfEmpty(8 * Hour).Min() / Hour * Hour, 0);

    public int Last => Bounded(
        (Columns.SelectMany(c => c.Working.Select(w => w.At + w.For).Concat(c.Visits.Select(v => v.At + v.For))).DefaultIfEmpty(18 * Hour).Max() + Hour - 1) / Hour * Hour,
        Math.Min(First + Hour, 24 * Hour));

    /// <summary>Row of the instant on the day in the zone; before and after the day it is cut off.</summary>
    public static int Row(Google.Protobuf.WellKnownTypes.Timestamp time, LocalDate day, string zone)
    {
        var local = time.In(zone);
        return local.Date < day ? 0 : local.Date > day ? 24 * Hour : (local.Hour * 60 + local.Minute) / 5;
    }

    private static int Bounded(int row, int least) => Math.Clamp(row, least, 24 * Hour);
}

/// <param name="Day">Which day it shows, in <paramref name="Zone"/>.</param>
internal sealed record TimeGridColumn(
    string Title, string? Subtitle, string? Href, string? AddHref, LocalDate Day, string Zone, bool Today,
    IReadOnlyList<TimeGridSpan> Working, IReadOnlyList<TimeGridVisit> Visits)
{
    /// <param name="zone">Of the place where someone works then.</param>
    public static IReadOnlyList<TimeGridSpan> WorkingOn(LocalDate day, Func<WorkingTime, string> zone, IEnumerable<WorkingTime> times) =>
        [.. times
            .Select(t => (From: TimeGrid.Row(t.Start, day, zone(t)), To: TimeGrid.Row(t.End, day, zone(t))))
            .Where(t => t.To > t.From)
            .Select(t => new TimeGridSpan(t.From, t.To - t.From))];

    /// <summary>
    /// Visits at the time that the clock on the wall shows where they are, side by side where they overlap (someone who did not come, and who
    /// came instead).
    /// </summary>
    public static IReadOnlyList<TimeGridVisit> VisitsOn(LocalDate day, IEnumerable<Appointment> appointments, Func<Appointment, string> title, Instant now)
    {
        var placed = new List<TimeGridVisit>();
        foreach (var a in appointments.Where(a => a.Start.In(a.Zone).Date == day).OrderBy(a => a.Start))
        {
            var at = TimeGrid.Row(a.Start, day, a.Zone);
            var length = Math.Max(2, TimeGrid.Row(a.End, day, a.Zone) - at);
            var beside = placed.Where(v => v.At < at + length && at < v.At + v.For).ToList();
            var lane = Enumerable.Range(0, 4).First(l => l == 3 || beside.All(v => v.Lane != l));
            placed.Add(new(a, title(a), at, length, lane, 1, a.End.ToDateTimeOffset() < now.ToDateTimeOffset()));
        }

        return [.. placed.Select(v => v with
        {
            Lanes = Math.Clamp(placed.Where(o => o.At < v.At + v.For && v.At < o.At + o.For).Max(o => o.Lane) + 1, 1, 4),
        })];
    }
}

/// <summary>Rows of five minutes, from midnight.</summary>
internal sealed record TimeGridSpan(int At, int For);

internal sealed record TimeGridVisit(Appointment Appointment, string Title, int At, int For, int Lane, int Lanes, bool Past)
{
    public string Look => Appointment.Status switch
    {
        AppointmentStatus.Held => "visit--held",
        AppointmentStatus.NoShow => "visit--no-show",
        AppointmentStatus.Cancelled => "visit--cancelled",
        _ => Past ? "visit--past" : "",
    };
}
