using System.Text;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Events.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Appointments.Tests;

/// <summary>The appointments service with one clinic in New York, one kind of visit, and as many doctors and patients as a test wants.</summary>
public class Practice : ServiceHost<Program>, IAsyncLifetime
{
    private long heard;

    public Practice()
        : base(AppNames.Appointments)
    {
    }

    public static Guid Administrator { get; } = Guid.CreateVersion7();

    private static IEnumerable<WeeklyHours> OpeningHours => Enumerable.Range(1, 5).Select(day => new WeeklyHours { Weekday = day, From = "09:00", To = "17:00" });

    public string Location { get; } = Guid.CreateVersion7().ToString();

    /// <summary>20 minutes, no room, starts every 20 minutes.</summary>
    public string VisitType { get; } = Guid.CreateVersion7().ToString();

    /// <summary>30 minutes, needs the clinic's only room.</summary>
    public string RoomVisit { get; } = Guid.CreateVersion7().ToString();

    public Contracts.Booking.BookingClient Reception => new(As(Guid.CreateVersion7(), Roles.Receptionist));

    public Contracts.Calendar.CalendarClient Board => new(As(Guid.CreateVersion7(), Roles.Nurse));

    public Contracts.Schedules.SchedulesClient Office => new(As(Administrator, Roles.Administrator));

    public Contracts.Slots.SlotsClient Slots => new(As(Guid.CreateVersion7(), Roles.Patient));

    /// <summary>Wednesday, 2026-03-04, New York time: the day after the clock's.</summary>
    public static Timestamp Tomorrow(int hour, int minute = 0) =>
        new LocalDateTime(2026, 3, 4, hour, minute).InZoneStrictly(DateTimeZoneProviders.Tzdb["America/New_York"]).ToInstant().ToTimestamp();

    public async ValueTask InitializeAsync()
    {
        var location = new Contracts.Location { Id = Location, Name = "Test clinic", Zone = "America/New_York" };
        location.OpeningHours.AddRange(OpeningHours);
        location.Rooms.Add(new Contracts.Room { Id = Guid.CreateVersion7().ToString(), Name = "Room 1" });
        await Office.SaveLocationAsync(new() { Location = location });
        await SaveVisitTypeAsync(VisitType, 20, 20, needsRoom: false);
        await SaveVisitTypeAsync(RoomVisit, 30, 30, needsRoom: true);
    }

    /// <summary>Someone who works at the clinic whenever it is open.</summary>
    public async Task<string> DoctorAsync(params string[] specialities)
    {
        var id = await NewcomerAsync(specialities);
        var hours = new WorkingHours { PractitionerId = id, LocationId = Location };
        hours.Hours.AddRange(OpeningHours);
        await Office.SetWorkingHoursAsync(hours);
        return id;
    }

    /// <summary>A practitioner whom the practice has heard of, and to whom nobody has given hours.</summary>
    public async Task<string> NewcomerAsync(params string[] specialities)
    {
        var id = Guid.CreateVersion7();
        await HearAsync(new PractitionerRegistered(id, 1, specialities, Active: true, DateTimeOffset.UtcNow));
        return id.ToString();
    }

    public async Task<string> PatientAsync()
    {
        var id = Guid.CreateVersion7();
        await HearAsync(new PatientRegistered(id, 1, DateTimeOffset.UtcNow));
        return id.ToString();
    }

    /// <summary>Delivers an event as the sidecar does.</summary>
    public Task HearAsync<TEvent>(TEvent fact)
        where TEvent : IEvent =>
        CloudEvents.HearAsync(this, fact, Interlocked.Increment(ref heard), Guid.CreateVersion7(), DateTimeOffset.UtcNow);

    public BookAppointmentRequest Wish(string patient, string doctor, Timestamp start, string? visitType = null) => new()
    {
        Id = Guid.CreateVersion7().ToString(),
        PatientId = patient,
        PractitionerId = doctor,
        LocationId = Location,
        VisitTypeId = visitType ?? VisitType,
        Start = start,
    };

    /// <summary>What was announced, by topic, in order.</summary>
    public async Task<List<string>> AnnouncedAsync(string about)
    {
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppointmentsDb>();
        return [.. db.Set<OutboxEntry>().Where(e => e.Data.Contains(about)).OrderBy(e => e.Position).Select(e => e.Topic)];
    }

    public static async Task<Refusal> RefusedAsync(Func<Task> attempt) => Refusal.From(await Assert.ThrowsAsync<RpcException>(attempt));

    private async Task SaveVisitTypeAsync(string id, int minutes, int grid, bool needsRoom) => await Office.SaveVisitTypeAsync(new()
    {
        VisitType = new()
        {
            Id = id,
            Name = $"{minutes} minutes",
            DurationMinutes = minutes,
            GridMinutes = grid,
            NeedsRoom = needsRoom,
            LateCancellationHours = 24,
        },
    });
}
