using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Appointments.Schedules;

/// <summary>In Development, a practice with something to book from the first minute. Never touches a database that has a location.</summary>
internal sealed class DemoSchedule(IServiceScopeFactory scopes) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppointmentsDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('demo-schedule'))", cancellationToken);
        if (await db.Locations.AnyAsync(cancellationToken))
            return;

        // In the evening, an hour to the west: the doctors work at both, and nobody is at two places at once.
        Location[] places =
        [
            Place("Riverside Family Practice", "America/New_York", new(8, 0), new(17, 0), "Room 1", "Room 2", "Room 3", "Treatment room"),
            Place("Harbor Clinic", "America/Chicago", new(16, 30), new(19, 30), "Consulting room A", "Consulting room B"),
        ];
        db.Locations.AddRange(places);

        // They may not have been announced yet; their hours wait for them.
        db.Hours.AddRange(DemoDoctors.All.SelectMany(doctor => places, WhenOpen));
        db.VisitTypes.AddRange(
            Visit("New patient visit", 40, after: 5, room: true),
            Visit("Follow-up", 20, after: 0, room: true),
            Visit("Annual physical", 45, after: 5, room: true),
            Visit("Vaccination", 10, after: 0, room: true),
            Visit("Telephone consultation", 15, after: 0, room: false));
        await ScheduleBooks.ChangedAsync(db, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static Location Place(string name, string zone, LocalTime from, LocalTime to, params string[] rooms)
    {
        var lunch = new LocalTime(12, 0);
        var opening = Enumerable.Range(1, 5).Select(day => (IsoDayOfWeek)day).SelectMany(day => from < lunch && to > lunch.PlusHours(1)
            ? new[] { Weekly(day, from, lunch), Weekly(day, lunch.PlusHours(1), to) }
            : [Weekly(day, from, to)]);
        var location = new Location { Id = Guid.CreateVersion7(), Name = name, Zone = zone, OpeningHours = [.. opening] };
        location.Rooms.AddRange(rooms.Select(room => new Room { Id = Guid.CreateVersion7(), LocationId = location.Id, Name = room }));
        return location;
    }

    private static PractitionerHours WhenOpen(Guid doctor, Location place) => new()
    {
        PractitionerId = doctor,
        LocationId = place.Id,
        Weekly = [.. place.OpeningHours.Select(open => Weekly(open.Weekday, open.From, open.To))],
    };

    private static WeeklyTime Weekly(IsoDayOfWeek day, LocalTime from, LocalTime to) => new() { Weekday = day, From = from, To = to };

    private static VisitType Visit(string name, int minutes, int after, bool room) => new()
    {
        Id = Guid.CreateVersion7(),
        Name = name,
        DurationMinutes = minutes,
        BufferAfterMinutes = after,
        GridMinutes = minutes < 15 ? 10 : 15,
        NeedsRoom = room,
        LateCancellationHours = 24,
    };
}
