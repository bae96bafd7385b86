using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.EndToEnd;

/// <summary>Someone who books through web's sidecar as themselves, without the pages.</summary>
internal sealed class Booker
{
    private static int taken;
    private readonly Booking.BookingClient booking;
    private readonly Slots.SlotsClient slots;
    private readonly Schedules.SchedulesClient schedules;
    private readonly People.PeopleClient people;

    private Booker(RunningPractice practice, string token)
    {
        var appointments = practice.Services.To("appointments", token);
        (booking, slots, schedules) = (new(appointments), new(appointments), new(appointments));
        people = new(practice.Services.To("users", token));
    }

    public static async Task<Booker> AsAsync(RunningPractice practice, string account) => new(practice, await practice.TokenOfAsync(account));

    public static string LocalDay(BookAppointmentRequest wish) =>
        TimeZoneInfo.ConvertTime(wish.Start.ToDateTimeOffset(), TimeZoneInfo.FindSystemTimeZoneById("America/New_York")).ToString("yyyy-MM-dd", null);

    /// <summary>A free time of a demo doctor (the one with an account is Dr. Ruiz) at the New York location that no other test has asked for.</summary>
    public async Task<BookAppointmentRequest> NextWithDemoDoctorAsync(string? patient = null, string doctorNamed = "Lindqvist")
    {
        var doctor = (await people.ListPractitionersAsync(new())).Practitioners.First(p => p.DisplayName.Contains(doctorNamed, StringComparison.Ordinal)).Id;
        var location = (await schedules.ListLocationsAsync(new())).Locations.First(l => l.Zone == "America/New_York").Id;
        var visitType = (await schedules.ListVisitTypesAsync(new())).VisitTypes.First(v => !v.NeedsRoom).Id;
        var found = await slots.FindSlotsAsync(new()
        {
            VisitTypeId = visitType,
            PractitionerId = doctor,
            LocationId = location,
            FirstDay = DateTime.UtcNow.AddDays(30).ToString("yyyy-MM-dd", null),
            Days = 90,
            Limit = 500,
        });
        var slot = found.Slots[Interlocked.Increment(ref taken)];
        return new()
        {
            Id = Guid.CreateVersion7().ToString(),
            PatientId = patient ?? await SomeoneElseAsync(),
            PractitionerId = slot.PractitionerId,
            LocationId = slot.LocationId,
            VisitTypeId = visitType,
            Start = slot.Start,
        };
    }

    /// <summary>A newly registered patient, known to appointments.</summary>
    public async Task<string> SomeoneElseAsync()
    {
        var registered = await people.RegisterPatientAsync(new()
        {
            Id = Guid.CreateVersion7().ToString(),
            GivenNames = "Piet",
            FamilyName = $"Tester{Random.Shared.Next(1_000_000)}",
            BirthDate = "1970-01-02",
            AdministrativeGender = "unknown",
        });
        return registered.Patient.Id;
    }

    /// <summary>Books, however often it takes: the id makes that safe.</summary>
    public Task<Appointment> BookAsync(BookAppointmentRequest wish) => Eventually.Is(
        async () =>
        {
            try
            {
                return await booking.BookAppointmentAsync(wish, deadline: DateTime.UtcNow.AddSeconds(5));
            }
            catch (RpcException failure) when (MayPass(failure))
            {
                return null!;
            }
        },
        appointment => appointment is not null, "a booking to be taken");

    // Down, slow, cut off in the middle, or the patient's registration has not arrived yet.
    private static bool MayPass(RpcException failure) =>
        failure.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Internal or StatusCode.Unknown or StatusCode.Cancelled
        || failure.Trailers.GetValue("rule") == "unknown-patient";
}
