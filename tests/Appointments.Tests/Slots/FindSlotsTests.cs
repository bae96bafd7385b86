using NodaTime;
using NodaTime.Text;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Appointments.Tests.Slots;

public sealed class FindSlotsTests(Practice practice) : IClassFixture<Practice>
{
    [Fact]
    public async Task Shows_a_doctors_free_times_and_not_the_taken_ones()
    {
        var doctor = await practice.DoctorAsync();
        await practice.Reception.BookAppointmentAsync(practice.Wish(await practice.PatientAsync(), doctor, Practice.Tomorrow(9, 20)));

        var slots = await FindAsync(doctor, "2026-03-04", days: 1);
        Assert.Equal(23, slots.Count);
        Assert.Equal(["09:00", "09:40", "10:00"], slots.Take(3));
    }

    [Fact]
    public async Task Whoever_moves_an_appointment_finds_its_own_time_free_and_nobody_else_does()
    {
        var (doctor, patient) = (await practice.DoctorAsync(), await practice.PatientAsync());
        var wish = practice.Wish(patient, doctor, Practice.Tomorrow(9, 20));
        await practice.Reception.BookAppointmentAsync(wish);
        var ask = new FindSlotsRequest
        {
            VisitTypeId = practice.VisitType,
            PractitionerId = doctor,
            LocationId = practice.Location,
            FirstDay = "2026-03-04",
            Days = 1,
            MovingAppointmentId = wish.Id,
        };

        async Task<int> FreeFor(Guid person, string role) =>
            (await new Contracts.Slots.SlotsClient(practice.As(person, role)).FindSlotsAsync(ask)).Slots.Count;

        Assert.Equal(24, await FreeFor(Guid.CreateVersion7(), Roles.Receptionist));
        Assert.Equal(24, await FreeFor(Guid.Parse(patient), Roles.Patient));
        Assert.Equal(23, await FreeFor(Guid.CreateVersion7(), Roles.Patient));
    }

    [Theory]
    [InlineData("2026-03-08", "-04:00")]
    [InlineData("2026-11-01", "-05:00")]
    public async Task Nine_oclock_stays_nine_oclock_when_the_clocks_change(string sunday, string offsetAfter)
    {
        var doctor = await practice.DoctorAsync();
        var reply = await practice.Slots.FindSlotsAsync(new()
        {
            VisitTypeId = practice.VisitType,
            PractitionerId = doctor,
            LocationId = practice.Location,
            FirstDay = sunday,
            Days = 2,
            Limit = 1,
        });
        var start = Instant.FromUnixTimeSeconds(reply.Slots.Single().Start.Seconds).InZone(DateTimeZoneProviders.Tzdb["America/New_York"]);
        Assert.Equal(new LocalTime(9, 0), start.TimeOfDay);
        Assert.Equal(OffsetPattern.GeneralInvariant.Parse(offsetAfter).Value, start.Offset);
    }

    [Fact]
    public async Task The_earliest_time_with_anyone_of_a_speciality_comes_first()
    {
        var busy = await practice.DoctorAsync("Dermatology");
        var free = await practice.DoctorAsync("Dermatology");
        await practice.DoctorAsync("Cardiology");
        for (var slot = 0; slot < 9; slot++)
            await practice.Reception.BookAppointmentAsync(practice.Wish(await practice.PatientAsync(), busy, Practice.Tomorrow(9 + (slot / 3), slot % 3 * 20)));

        var reply = await practice.Slots.FindSlotsAsync(new()
        {
            VisitTypeId = practice.VisitType,
            Speciality = "Dermatology",
            FirstDay = "2026-03-04",
            Days = 90,
            Limit = 10,
        });
        Assert.Equal([.. Enumerable.Repeat(free, 9)], reply.Slots.Take(9).Select(s => s.PractitionerId));
        Assert.Equal(Practice.Tomorrow(9), reply.Slots[0].Start);
    }

    [Fact]
    public async Task An_absence_takes_the_times_away_and_its_end_brings_them_back()
    {
        var doctor = await practice.DoctorAsync();
        var id = Guid.CreateVersion7().ToString();
        var absence = new AddAbsenceRequest { Id = id, PractitionerId = doctor, Start = Practice.Tomorrow(9), End = Practice.Tomorrow(16, 20) };
        await practice.Office.AddAbsenceAsync(absence);
        Assert.Equal(["16:20", "16:40"], await FindAsync(doctor, "2026-03-04", days: 1));

        await practice.Office.RemoveAbsenceAsync(new() { Id = id });
        Assert.Equal(24, (await FindAsync(doctor, "2026-03-04", days: 1)).Count);
    }

    [Fact]
    public async Task New_hours_take_the_place_of_those_before()
    {
        var doctor = await practice.DoctorAsync();
        var hours = new WorkingHours { PractitionerId = doctor, LocationId = practice.Location };
        hours.Hours.Add(new WeeklyHours { Weekday = 3, From = "18:00", To = "19:00" });
        await practice.Office.SetWorkingHoursAsync(hours);
        Assert.Equal(["18:00", "18:20", "18:40"], await FindAsync(doctor, "2026-03-02", days: 7));

        hours.Hours.Add(new WeeklyHours { Weekday = 3, From = "18:30", To = "20:00" });
        Assert.Equal("hours-overlap", (await Practice.RefusedAsync(() => practice.Office.SetWorkingHoursAsync(hours).ResponseAsync)).Code);
    }

    [Fact]
    public async Task Today_begins_now()
    {
        var doctor = await practice.DoctorAsync();
        practice.Clock.Reset(Instant.FromUtc(2026, 3, 3, 20, 1));
        Assert.Equal(["15:20", "15:40", "16:00", "16:20", "16:40"], await FindAsync(doctor, "2026-03-03", days: 1));
        practice.Clock.Reset(Instant.FromUtc(2026, 3, 3, 12, 0));
    }

    [Theory]
    [InlineData("first_day", "03/04/2026", 1)]
    [InlineData("days", "2026-03-04", 91)]
    public async Task Refuses_a_question_it_cannot_understand(string field, string firstDay, int days)
    {
        var question = new FindSlotsRequest { VisitTypeId = practice.VisitType, FirstDay = firstDay, Days = days };
        var refusal = await Practice.RefusedAsync(() => practice.Slots.FindSlotsAsync(question).ResponseAsync);
        Assert.Equal((RefusalKind.Malformed, field), (refusal.Kind, refusal.Field));
    }

    private async Task<List<string>> FindAsync(string doctor, string firstDay, int days)
    {
        var reply = await practice.Slots.FindSlotsAsync(new()
        {
            VisitTypeId = practice.VisitType,
            PractitionerId = doctor,
            LocationId = practice.Location,
            FirstDay = firstDay,
            Days = days,
        });
        var zone = DateTimeZoneProviders.Tzdb["America/New_York"];
        return [.. reply.Slots.Select(s => Instant.FromUnixTimeSeconds(s.Start.Seconds).InZone(zone).ToString("HH:mm", null))];
    }
}
