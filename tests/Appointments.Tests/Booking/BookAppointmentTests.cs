using Grpc.Core;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Appointments.Tests.Booking;

public sealed class BookAppointmentTests(Practice practice) : IClassFixture<Practice>
{
    [Fact]
    public async Task Books_a_free_time()
    {
        var wish = practice.Wish(await practice.PatientAsync(), await practice.DoctorAsync(), Practice.Tomorrow(9));

        var booked = await practice.Reception.BookAppointmentAsync(wish);

        Assert.Equal(wish.Id, booked.Id);
        Assert.Equal(AppointmentStatus.Booked, booked.Status);
        Assert.Equal(Practice.Tomorrow(9, 20), booked.End);
        Assert.Equal("America/New_York", booked.Zone);
    }

    [Fact]
    public async Task Refuses_a_time_the_practitioner_already_has_and_says_what_is_free_next()
    {
        var doctor = await practice.DoctorAsync();
        await practice.Reception.BookAppointmentAsync(practice.Wish(await practice.PatientAsync(), doctor, Practice.Tomorrow(9)));

        var late = practice.Wish(await practice.PatientAsync(), doctor, Practice.Tomorrow(9));
        var refusal = await Practice.RefusedAsync(() => practice.Reception.BookAppointmentAsync(late).ResponseAsync);

        Assert.Equal("practitioner-busy", refusal.Code);
        Assert.Contains("Next free: Wed 4 Mar 09:20, Wed 4 Mar 09:40", refusal.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_patient_two_places_at_once()
    {
        var patient = await practice.PatientAsync();
        await practice.Reception.BookAppointmentAsync(practice.Wish(patient, await practice.DoctorAsync(), Practice.Tomorrow(10)));

        var twice = practice.Wish(patient, await practice.DoctorAsync(), Practice.Tomorrow(10));
        Assert.Equal("patient-busy", (await Practice.RefusedAsync(() => practice.Reception.BookAppointmentAsync(twice).ResponseAsync)).Code);
    }

    [Fact]
    public async Task Takes_doctor_and_room_or_nothing()
    {
        var first = practice.Wish(await practice.PatientAsync(), await practice.DoctorAsync(), Practice.Tomorrow(11), practice.RoomVisit);
        var booked = await practice.Reception.BookAppointmentAsync(first);
        Assert.Equal("Room 1", booked.RoomName);

        var doctor = await practice.DoctorAsync();
        var second = practice.Wish(await practice.PatientAsync(), doctor, Practice.Tomorrow(11), practice.RoomVisit);
        Assert.Equal("room-busy", (await Practice.RefusedAsync(() => practice.Reception.BookAppointmentAsync(second).ResponseAsync)).Code);

        // The doctor was not taken by the attempt.
        await practice.Reception.BookAppointmentAsync(practice.Wish(await practice.PatientAsync(), doctor, Practice.Tomorrow(11)));
    }

    [Fact]
    public async Task Two_receptionists_at_once_get_one_booking_each_time()
    {
        var doctor = await practice.DoctorAsync();
        var patients = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => practice.PatientAsync()));
        foreach (var start in new[] { Practice.Tomorrow(12), Practice.Tomorrow(12, 20), Practice.Tomorrow(12, 40), Practice.Tomorrow(13) })
        {
            var outcomes = await Task.WhenAll(patients.Select(async patient =>
            {
                try
                {
                    await practice.Reception.BookAppointmentAsync(practice.Wish(patient, doctor, start));
                    return "booked";
                }
                catch (RpcException refusal)
                {
                    return Refusal.From(refusal).Code;
                }
            }));
            Assert.Equal(["booked", .. Enumerable.Repeat("practitioner-busy", 15)], outcomes.Order());
        }
    }

    [Fact]
    public async Task Asking_twice_with_one_id_books_once_and_answers_the_same()
    {
        var wish = practice.Wish(await practice.PatientAsync(), await practice.DoctorAsync(), Practice.Tomorrow(14));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => practice.Reception.BookAppointmentAsync(wish).ResponseAsync));

        Assert.Single(answers.Distinct());
        Assert.Equal([AppointmentBooked.Topic], await practice.AnnouncedAsync(wish.Id));
    }

    [Fact]
    public async Task Asking_again_answers_the_same_when_it_could_not_be_booked_any_more()
    {
        var doctor = await practice.DoctorAsync();
        var wish = practice.Wish(await practice.PatientAsync(), doctor, Practice.Tomorrow(14));
        var booked = await practice.Reception.BookAppointmentAsync(wish);
        await practice.HearAsync(new PractitionerRegistered(Guid.Parse(doctor), 2, [], Active: false, DateTimeOffset.UtcNow));

        Assert.Equal(booked, await practice.Reception.BookAppointmentAsync(wish));
        var other = practice.Wish(await practice.PatientAsync(), doctor, Practice.Tomorrow(15));
        Assert.Equal("unknown-practitioner", (await Practice.RefusedAsync(() => practice.Reception.BookAppointmentAsync(other).ResponseAsync)).Code);
    }

    [Fact]
    public async Task Refuses_an_id_that_was_used_for_another_booking()
    {
        var wish = practice.Wish(await practice.PatientAsync(), await practice.DoctorAsync(), Practice.Tomorrow(15));
        await practice.Reception.BookAppointmentAsync(wish);
        wish.Start = Practice.Tomorrow(15, 20);
        Assert.Equal("id-reused", (await Practice.RefusedAsync(() => practice.Reception.BookAppointmentAsync(wish).ResponseAsync)).Code);
    }

    [Fact]
    public async Task Announces_only_what_was_saved()
    {
        var doctor = await practice.DoctorAsync();
        var won = practice.Wish(await practice.PatientAsync(), doctor, Practice.Tomorrow(9));
        var lost = practice.Wish(await practice.PatientAsync(), doctor, Practice.Tomorrow(9));
        await practice.Reception.BookAppointmentAsync(won);
        await Practice.RefusedAsync(() => practice.Reception.BookAppointmentAsync(lost).ResponseAsync);

        Assert.Equal([AppointmentBooked.Topic], await practice.AnnouncedAsync(won.Id));
        Assert.Empty(await practice.AnnouncedAsync(lost.Id));
    }

    [Theory]
    [InlineData(3, 0, "slot-in-the-past", -1)]
    [InlineData(8, 40, "outside-working-hours", 0)]
    [InlineData(17, 0, "outside-working-hours", 0)]
    [InlineData(16, 50, "outside-working-hours", 0)]
    [InlineData(9, 10, "outside-working-hours", 0)]
    public async Task Refuses_times_that_are_not_offered(int hour, int minute, string code, int daysLater)
    {
        var start = Practice.Tomorrow(hour, minute);
        start.Seconds += daysLater * 86_400;
        var wish = practice.Wish(await practice.PatientAsync(), await practice.DoctorAsync(), start);
        Assert.Equal(code, (await Practice.RefusedAsync(() => practice.Reception.BookAppointmentAsync(wish).ResponseAsync)).Code);
    }

    [Fact]
    public async Task Refuses_what_it_does_not_know()
    {
        var wish = practice.Wish(Guid.CreateVersion7().ToString(), await practice.DoctorAsync(), Practice.Tomorrow(9));
        Assert.Equal("unknown-patient", (await Practice.RefusedAsync(() => practice.Reception.BookAppointmentAsync(wish).ResponseAsync)).Code);

        wish = practice.Wish(await practice.PatientAsync(), Guid.CreateVersion7().ToString(), Practice.Tomorrow(9));
        Assert.Equal("unknown-practitioner", (await Practice.RefusedAsync(() => practice.Reception.BookAppointmentAsync(wish).ResponseAsync)).Code);

        wish = practice.Wish("not-an-id", await practice.DoctorAsync(), Practice.Tomorrow(9));
        var refusal = await Practice.RefusedAsync(() => practice.Reception.BookAppointmentAsync(wish).ResponseAsync);
        Assert.Equal((RefusalKind.Malformed, "patient_id"), (refusal.Kind, refusal.Field));
    }

    [Fact]
    public async Task Patients_book_for_themselves_only()
    {
        var (me, other) = (await practice.PatientAsync(), await practice.PatientAsync());
        var doctor = await practice.DoctorAsync();
        var mine = new Contracts.Booking.BookingClient(practice.As(Guid.Parse(me), Roles.Patient));

        await mine.BookAppointmentAsync(practice.Wish(me, doctor, Practice.Tomorrow(9)));
        var refusal = await Practice.RefusedAsync(() => mine.BookAppointmentAsync(practice.Wish(other, doctor, Practice.Tomorrow(10))).ResponseAsync);
        Assert.Equal(RefusalKind.NotAllowed, refusal.Kind);
    }

    [Fact]
    public async Task Nobody_gets_in_without_a_valid_token_or_round_the_sidecar()
    {
        var wish = practice.Wish(await practice.PatientAsync(), await practice.DoctorAsync(), Practice.Tomorrow(9));
        CallInvoker[] strangers =
        [
            practice.AsNobody(),
            practice.WithToken("eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."),
            practice.WithToken(PracticeAspire.Tests.TestIdentity.ExpiredTokenFor(Guid.CreateVersion7(), Roles.Administrator)),
            practice.RoundTheSidecar(PracticeAspire.Tests.TestIdentity.TokenFor(Guid.CreateVersion7(), Roles.Administrator)),
        ];
        foreach (var stranger in strangers)
        {
            var client = new Contracts.Booking.BookingClient(stranger);
            Assert.Equal(RefusalKind.SignedOut, (await Practice.RefusedAsync(() => client.BookAppointmentAsync(wish).ResponseAsync)).Kind);
        }
    }
}
