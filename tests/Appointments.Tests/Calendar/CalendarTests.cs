using Grpc.Core;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Appointments.Tests.Calendar;

public sealed class CalendarTests(Practice practice) : IClassFixture<Practice>
{
    [Fact]
    public async Task The_day_board_shows_who_works_and_who_comes()
    {
        var doctor = await practice.DoctorAsync();
        var booked = await practice.Reception.BookAppointmentAsync(practice.Wish(await practice.PatientAsync(), doctor, Practice.Tomorrow(9)));

        var day = await practice.Board.GetDayAsync(new() { LocationId = practice.Location, Day = "2026-03-04" });
        Assert.Contains(booked, day.Appointments);
        Assert.Equal(Practice.Tomorrow(17), day.WorkingTimes.Single(w => w.PractitionerId == doctor).End);
        Assert.DoesNotContain(booked, (await practice.Board.GetDayAsync(new() { LocationId = practice.Location, Day = "2026-03-05" })).Appointments);
    }

    [Fact]
    public async Task The_week_shows_seven_days_of_one_doctor()
    {
        var doctor = await practice.DoctorAsync();
        var booked = await practice.Reception.BookAppointmentAsync(practice.Wish(await practice.PatientAsync(), doctor, Practice.Tomorrow(10)));
        var week = await practice.Board.GetWeekAsync(new() { PractitionerId = doctor, FirstDay = "2026-03-02", LocationId = practice.Location });
        Assert.Equal([booked], week.Appointments);
        Assert.Equal(5, week.WorkingTimes.Count);
    }

    [Fact]
    public async Task Patients_do_not_see_the_board()
    {
        var patient = new Contracts.Calendar.CalendarClient(practice.As(Guid.CreateVersion7(), Roles.Patient));
        var refusal = await Practice.RefusedAsync(() => patient.GetDayAsync(new() { LocationId = practice.Location, Day = "2026-03-04" }).ResponseAsync);
        Assert.Equal(RefusalKind.NotAllowed, refusal.Kind);
    }

    [Fact]
    public async Task An_open_board_is_told_of_a_change_within_a_second()
    {
        var doctor = await practice.DoctorAsync();
        using var watch = practice.Board.WatchDay(new() { LocationId = practice.Location, Day = "2026-03-05" }, deadline: DateTime.UtcNow.AddSeconds(20));
        Assert.True(await watch.ResponseStream.MoveNext());

        // The feed begins to look once someone watches; a booking made before its first look is on the board already.
        var told = watch.ResponseStream.MoveNext();
        var start = Practice.Tomorrow(9);
        start.Seconds += 86_400;
        for (var n = 0; !told.IsCompleted && n < 20; n++, start.Seconds += 1_200)
        {
            await practice.Reception.BookAppointmentAsync(practice.Wish(await practice.PatientAsync(), doctor, start));
            await Task.WhenAny(told, Task.Delay(1_000));
        }

        Assert.True(await told);
    }
}
