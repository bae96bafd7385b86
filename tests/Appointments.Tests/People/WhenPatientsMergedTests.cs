using Grpc.Core;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Appointments.Tests.People;

public sealed class WhenPatientsMergedTests(Practice practice) : IClassFixture<Practice>
{
    [Fact]
    public async Task Appointments_of_the_merged_record_are_the_survivors_and_undoing_gives_back_exactly_those()
    {
        var (stays, goes, doctor) = await TwoAndADoctorAsync();
        var (own, other) = (await BookAsync(stays, doctor, 9), await BookAsync(goes, doctor, 10));

        await MergeAsync(stays, goes, 2);
        Assert.Equal([other, own], await OfAsync(stays));
        Assert.Equal([other, own], await OfAsync(goes));
        Assert.Equal(stays, (await practice.Board.GetAppointmentAsync(new() { Id = other })).Appointment.PatientId);
        Assert.All((await practice.Board.GetDayAsync(new() { LocationId = practice.Location, Day = "2026-03-04" })).Appointments
            .Where(a => a.PractitionerId == doctor), a => Assert.Equal(stays, a.PatientId));

        // Booked meanwhile, also by a page that still shows the old record: that is the survivor's, and stays so.
        var (meanwhile, byOldPage) = (await BookAsync(stays, doctor, 11), await BookAsync(goes, doctor, 12));
        await practice.Reception.RescheduleAppointmentAsync(new()
        {
            RequestId = Guid.CreateVersion7().ToString(),
            Id = other,
            Version = 1,
            Start = Practice.Tomorrow(13),
        });

        await UnmergeAsync(stays, goes, 3);
        Assert.Equal([byOldPage, meanwhile, own], await OfAsync(stays));
        Assert.Equal([other], await OfAsync(goes));
        Assert.Equal("patient-busy", await RefusalAsync(goes, await practice.DoctorAsync(), 13));
        await BookAsync(stays, await practice.DoctorAsync(), 13);
    }

    [Fact]
    public async Task A_patient_is_never_in_two_places_at_once_whichever_record_takes_the_time()
    {
        var (stays, goes, doctor) = await TwoAndADoctorAsync();
        await BookAsync(stays, doctor, 9);
        var moved = await BookAsync(goes, doctor, 10);
        await MergeAsync(stays, goes, 2);

        var another = await practice.DoctorAsync();
        foreach (var record in new[] { stays, goes })
        {
            Assert.Equal("patient-busy", await RefusalAsync(record, another, 9));
            Assert.Equal("patient-busy", await RefusalAsync(record, another, 10));
        }

        var move = new RescheduleAppointmentRequest { RequestId = Guid.CreateVersion7().ToString(), Id = moved, Version = 1, PractitionerId = another, Start = Practice.Tomorrow(9) };
        Assert.Equal("patient-busy", (await Practice.RefusedAsync(() => practice.Reception.RescheduleAppointmentAsync(move).ResponseAsync)).Code);
        move.Start = Practice.Tomorrow(11);
        await practice.Reception.RescheduleAppointmentAsync(move);
        Assert.Equal("patient-busy", await RefusalAsync(stays, await practice.DoctorAsync(), 11));
        await BookAsync(stays, await practice.DoctorAsync(), 10);
    }

    [Fact]
    public async Task One_patients_time_is_taken_once_when_both_records_are_booked_at_once()
    {
        var (stays, goes, _) = await TwoAndADoctorAsync();
        await BookAsync(goes, await practice.DoctorAsync(), 9);
        await MergeAsync(stays, goes, 2);
        var wishes = new List<BookAppointmentRequest>();
        for (var n = 0; n < 8; n++)
            wishes.Add(practice.Wish(n % 2 == 0 ? stays : goes, await practice.DoctorAsync(), Practice.Tomorrow(14)));

        var outcomes = await Task.WhenAll(wishes.Select(async wish =>
        {
            try
            {
                await practice.Reception.BookAppointmentAsync(wish);
                return "booked";
            }
            catch (RpcException refused)
            {
                return Refusal.From(refused).Code;
            }
        }));

        Assert.Single(outcomes, "booked");
        Assert.Equal(7, outcomes.Count(o => o == "patient-busy"));
    }

    [Fact]
    public async Task Repeating_a_booking_that_was_made_before_the_merge_gets_the_first_answer()
    {
        var (stays, goes, doctor) = await TwoAndADoctorAsync();
        var wish = practice.Wish(goes, doctor, Practice.Tomorrow(9));
        var first = await practice.Reception.BookAppointmentAsync(wish);
        await MergeAsync(stays, goes, 2);

        var again = await practice.Reception.BookAppointmentAsync(wish);
        Assert.Equal((first.Id, stays), (again.Id, again.PatientId));
    }

    [Fact]
    public async Task The_survivor_sees_and_cancels_what_is_theirs_now_and_nobody_else_does()
    {
        var (stays, goes, doctor) = await TwoAndADoctorAsync();
        var other = await BookAsync(goes, doctor, 9);
        var survivor = practice.As(Guid.Parse(stays), Roles.Patient);
        Assert.Equal(RefusalKind.NotFound, (await Practice.RefusedAsync(() => new Contracts.Calendar.CalendarClient(survivor).GetAppointmentAsync(new() { Id = other }).ResponseAsync)).Kind);

        await MergeAsync(stays, goes, 2);
        await new Contracts.Calendar.CalendarClient(survivor).GetAppointmentAsync(new() { Id = other });
        var stranger = practice.As(Guid.CreateVersion7(), Roles.Patient);
        Assert.Equal(RefusalKind.NotFound, (await Practice.RefusedAsync(() => new Contracts.Calendar.CalendarClient(stranger).GetAppointmentAsync(new() { Id = other }).ResponseAsync)).Kind);
        await new Contracts.Booking.BookingClient(survivor).CancelAppointmentAsync(new() { RequestId = Guid.CreateVersion7().ToString(), Id = other, Version = 1 });
    }

    [Theory]
    [InlineData("m2 u3 m4", true)]
    [InlineData("m4 u3 m2", true)]
    [InlineData("u3 m4 m2 u3", true)]
    [InlineData("m2 u3", false)]
    [InlineData("u3 m2", false)]
    [InlineData("u5 m4 m2 u3 m4 u5", false)]
    public async Task Ends_the_same_in_whatever_order_and_however_often_it_hears(string order, bool merged)
    {
        var (stays, goes, doctor) = await TwoAndADoctorAsync();
        var other = await BookAsync(goes, doctor, 9);
        foreach (var news in order.Split(' '))
            await (news[0] == 'm' ? MergeAsync(stays, goes, news[1] - '0') : UnmergeAsync(stays, goes, news[1] - '0'));

        Assert.Equal(merged ? [other] : [], await OfAsync(stays));
        Assert.Equal([other], await OfAsync(goes));
    }

    private async Task<(string Stays, string Goes, string Doctor)> TwoAndADoctorAsync() =>
        (await practice.PatientAsync(), await practice.PatientAsync(), await practice.DoctorAsync());

    private async Task<string> BookAsync(string patient, string doctor, int hour) =>
        (await practice.Reception.BookAppointmentAsync(practice.Wish(patient, doctor, Practice.Tomorrow(hour)))).Id;

    private async Task<string?> RefusalAsync(string patient, string doctor, int hour) =>
        (await Practice.RefusedAsync(() => practice.Reception.BookAppointmentAsync(practice.Wish(patient, doctor, Practice.Tomorrow(hour))).ResponseAsync)).Code;

    private async Task<IEnumerable<string>> OfAsync(string patient) =>
        (await practice.Board.ListForPatientAsync(new() { PatientId = patient })).Appointments.Select(a => a.Id);

    private Task MergeAsync(string stays, string goes, long version) =>
        practice.HearAsync(new PatientsMerged(Guid.Parse(stays), Guid.Parse(goes), version, DateTimeOffset.UtcNow));

    private Task UnmergeAsync(string stays, string goes, long version) =>
        practice.HearAsync(new PatientsUnmerged(Guid.Parse(stays), Guid.Parse(goes), version, DateTimeOffset.UtcNow));
}
