using NodaTime;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Appointments.Schedules;

/// <summary>What there is to book and when people work. Anyone signed in reads; administrators change.</summary>
internal sealed partial class SchedulesService(AppointmentsDb db, ScheduleBooks books) : Contracts.Schedules.SchedulesBase
{
    private static Contracts.VisitType ToReply(VisitType type) => new()
    {
        Id = type.Id.ToString(),
        Name = type.Name,
        DurationMinutes = type.DurationMinutes,
        BufferBeforeMinutes = type.BufferBeforeMinutes,
        BufferAfterMinutes = type.BufferAfterMinutes,
        GridMinutes = type.GridMinutes,
        NeedsRoom = type.NeedsRoom,
        LateCancellationHours = type.LateCancellationHours,
    };

    private static Contracts.Location ToReply(Location location)
    {
        var reply = new Contracts.Location { Id = location.Id.ToString(), Name = location.Name, Zone = location.Zone };
        reply.OpeningHours.AddRange(location.OpeningHours.OrderBy(h => (h.Weekday, h.From)).Select(ToReply));
        reply.Rooms.AddRange(location.Rooms.OrderBy(r => r.Name).Select(r => new Contracts.Room { Id = r.Id.ToString(), Name = r.Name }));
        return reply;
    }

    private static WeeklyHours ToReply(WeeklyTime time) => new() { Weekday = (int)time.Weekday, From = time.From.ToIso(), To = time.To.ToIso() };

    private static List<WeeklyTime> Parse(IEnumerable<WeeklyHours> hours)
    {
        var times = hours.Select(h => new WeeklyTime
        {
            Weekday = h.Weekday is >= 1 and <= 7 ? (IsoDayOfWeek)h.Weekday : throw new Malformed("weekday", "A weekday is 1 (Monday) to 7 (Sunday)."),
            From = h.From.ToTimeOfDay("from"),
            To = h.To.ToTimeOfDay("to"),
        }).OrderBy(t => (t.Weekday, t.From)).ToList();

        if (times.Find(t => t.To <= t.From) is { } reversed)
            throw new RuleBroken("hours-reversed", $"On {reversed.Weekday} the hours end at {reversed.To.ToIso()}, before they begin at {reversed.From.ToIso()}.");
        for (var i = 1; i < times.Count; i++)
        {
            if (times[i].Weekday == times[i - 1].Weekday && times[i].From < times[i - 1].To)
                throw new RuleBroken("hours-overlap", $"On {times[i].Weekday} two times overlap at {times[i].From.ToIso()}. Join them or change one.");
        }

        return times;
    }
}

internal static class SchedulesSetUp
{
    public static WebApplicationBuilder AddSchedules(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ScheduleBooks>();
        builder.Services.AddSingleton<Slots.BusyTimes>();
        builder.Services.AddHostedService<PlanWorkingDays>();
        if (builder.Environment.IsDevelopment())
            builder.Services.AddHostedService<DemoSchedule>();
        return builder;
    }
}
