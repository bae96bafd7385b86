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
        var doctor = (await people.ListPractitionersAsync(new(), deadline: Soon)).Practitioners.First(p => p.DisplayName.Contains(doctorNamed, StringComparison.Ordinal)).Id;
        var location = (await schedules.ListLocationsAsync(new(), deadline: Soon)).Locations.First(l => l.Zone == "America/New_York").Id;
        var visitType = (await schedules.ListVisitTypesAsync(new(), deadline: Soon)).VisitTypes.First(v => !v.NeedsRoom).Id;
        var found = await slots.FindSlotsAsync(new()
        {
            VisitTypeId = visitType,
            PractitionerId = doctor,
            LocationId = location,
            FirstDay = DateTime.UtcNow.AddDays(30).ToString("yyyy-MM-dd", null),
            Days = 90,
            Limit = 500,
        }, deadline: Soon);
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

    /// <summary>A newly registered patient; appointments hear of it in a moment.</summary>
    public async Task<string> SomeoneElseAsync()
    {
        var request = new RegisterPatientRequest
        {
            Id = Guid.CreateVersion7().ToString(),
            GivenNames = "Piet",
            FamilyName = $"Tester{Random.Shared.Next(1_000_000)}",
            BirthDate = "1970-01-02",
            AdministrativeGender = "unknown",
        };
        var registered = await PersistAsync(() => people.RegisterPatientAsync(request, deadline: Soon).ResponseAsync, "a patient to be registered");
        return registered.Patient.Id;
    }

    /// <summary>Books, however often it takes: the id makes that safe.</summary>
    public Task<Appointment> BookAsync(BookAppointmentRequest wish) =>
        PersistAsync(() => booking.BookAppointmentAsync(wish, deadline: Soon).ResponseAsync, "a booking to be taken");

    /// <summary>Asks until it is answered.</summary>
    public static Task<T> PersistAsync<T>(Func<Task<T>> ask, string what)
        where T : class => Eventually.Is(
        async () =>
        {
            try
            {
                return await ask();
            }
            catch (RpcException failure) when (MayPass(failure))
            {
                return null!;
            }
        },
        answer => answer is not null, what);

    private static DateTime Soon => DateTime.UtcNow.AddSeconds(10);

    // Down, slow, cut off in the middle, or the patient's registration has not arrived yet.
    private static bool MayPass(RpcException failure) =>
        failure.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Internal or StatusCode.Unknown or StatusCode.Cancelled
        || failure.Trailers.GetValue("rule") == "unknown-patient";
}
