using System.Collections.Frozen;
using NodaTime;
using PracticeAspire.Appointments.People;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Appointments.Schedules;

/// <summary>
/// Everything about who works where and when, what can be booked, and which records are of one patient, as it was at <see cref="Version"/>. Small, read at every booking and
/// changed rarely, so each process keeps one and the database says whether it is still the current one.
/// </summary>
internal sealed class ScheduleBook(
    long version, IEnumerable<Location> locations, IEnumerable<VisitType> visitTypes, IEnumerable<Practitioner> practitioners,
    IEnumerable<PractitionerHours> hours, IEnumerable<Absence> absences, IEnumerable<MergedPatient> merged)
{
    private readonly FrozenDictionary<(Guid Practitioner, Guid Location), PractitionerHours> given =
        hours.ToFrozenDictionary(h => (h.PractitionerId, h.LocationId));

    private readonly List<Absence> absences = [.. absences];

    private readonly FrozenDictionary<Guid, Guid> survivors = merged.ToFrozenDictionary(m => m.Id, m => m.SurvivorId!.Value);

    public long Version { get; } = version;

    public FrozenDictionary<Guid, Location> Locations { get; } = locations.ToFrozenDictionary(l => l.Id);

    public FrozenDictionary<Guid, VisitType> VisitTypes { get; } = visitTypes.ToFrozenDictionary(v => v.Id);

    public FrozenDictionary<Guid, Practitioner> Practitioners { get; } = practitioners.ToFrozenDictionary(p => p.Id);

    public Location Location(Guid id) => Locations.GetValueOrDefault(id)
        ?? throw new RuleBroken("unknown-location", "This location does not exist any more. Choose another.");

    public VisitType VisitType(Guid id) => VisitTypes.GetValueOrDefault(id)
        ?? throw new RuleBroken("unknown-visit-type", "This kind of visit is not offered any more. Choose another.");

    public Practitioner Practitioner(Guid id) => Practitioners.GetValueOrDefault(id) is { Active: true } practitioner
        ? practitioner
        : throw new RuleBroken("unknown-practitioner", "This practitioner takes no appointments here. Choose another.");

    public bool WorksAt(Guid practitioner, Guid location) => WeeklyHours(practitioner, location).Count > 0;

    /// <summary>Empty until hours are given: that someone is in the directory, or that the doors are open, makes nobody bookable.</summary>
    public IReadOnlyList<WeeklyTime> WeeklyHours(Guid practitioner, Guid location) =>
        given.TryGetValue((practitioner, location), out var hours) ? hours.Weekly : [];

    /// <summary>Whose record it is: the survivor's when it was merged.</summary>
    public Guid PatientOf(Guid record) => survivors.GetValueOrDefault(record, record);

    /// <summary>The patient's own record first, then those that were merged into it.</summary>
    public Guid[] RecordsOf(Guid patient) => survivors.Count == 0 ? [patient] : [patient, .. survivors.Where(s => s.Value == patient).Select(s => s.Key)];

    /// <summary>When a practitioner works at a location on a local day: in order, apart from each other, absences taken off.</summary>
    public IReadOnlyList<Interval> WorkingTimes(Guid practitioner, Location location, LocalDate day)
    {
        var zone = Zones.Of(location.Zone);
        var times = new List<Interval>();
        foreach (var weekly in WeeklyHours(practitioner, location.Id))
        {
            if (weekly.Weekday == day.DayOfWeek && Zones.Between(zone, day, weekly.From, weekly.To) is { } time)
                times.Add(time);
        }

        times.Sort((a, b) => a.Start.CompareTo(b.Start));
        foreach (var absence in absences)
        {
            if (times.Count > 0 && absence.Concerns(practitioner, location.Id))
                times = Without(times, absence.During);
        }

        return times;
    }

    private static List<Interval> Without(List<Interval> times, Interval absence)
    {
        var left = new List<Interval>(times.Count + 1);
        foreach (var time in times)
        {
            if (absence.End <= time.Start || absence.Start >= time.End)
            {
                left.Add(time);
                continue;
            }

            if (absence.Start > time.Start)
                left.Add(new(time.Start, absence.Start));
            if (absence.End < time.End)
                left.Add(new(absence.End, time.End));
        }

        return left;
    }
}
