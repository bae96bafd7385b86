using NodaTime;
using PracticeAspire.Appointments.Contracts;

namespace PracticeAspire.Appointments.Tests.Booking;

/// <summary>Moves the clock, so it has a practice of its own for each test.</summary>
public sealed class HoldSlotTests : IAsyncLifetime
{
    private readonly Practice practice = new();

    public ValueTask InitializeAsync() => practice.InitializeAsync();

    public ValueTask DisposeAsync() => practice.DisposeAsync();

    [Fact]
    public async Task A_held_time_is_nobody_elses_until_it_is_booked_or_let_go()
    {
        var doctor = await practice.DoctorAsync();
        var mine = practice.Wish(await practice.PatientAsync(), doctor, Practice.Tomorrow(9));
        var theirs = practice.Wish(await practice.PatientAsync(), doctor, Practice.Tomorrow(9));

        var held = await practice.Reception.HoldSlotAsync(mine);
        Assert.Equal(AppointmentStatus.Held, held.Status);
        Assert.Equal("practitioner-busy", (await Practice.RefusedAsync(() => practice.Reception.BookAppointmentAsync(theirs).ResponseAsync)).Code);
        Assert.Empty(await practice.AnnouncedAsync(mine.Id));

        var booked = await practice.Reception.BookAppointmentAsync(mine);
        Assert.Equal((AppointmentStatus.Booked, 2), (booked.Status, booked.Version));
        Assert.Equal([AppointmentBooked.Topic], await practice.AnnouncedAsync(mine.Id));
    }

    [Fact]
    public async Task A_hold_let_go_frees_the_time_at_once()
    {
        var doctor = await practice.DoctorAsync();
        var mine = practice.Wish(await practice.PatientAsync(), doctor, Practice.Tomorrow(9));
        await practice.Reception.HoldSlotAsync(mine);
        await practice.Reception.ReleaseHoldAsync(new() { Id = mine.Id });
        await practice.Reception.BookAppointmentAsync(practice.Wish(await practice.PatientAsync(), doctor, Practice.Tomorrow(9)));
    }

    [Fact]
    public async Task An_abandoned_hold_frees_the_time_on_time_without_anyone_sweeping()
    {
        var doctor = await practice.DoctorAsync();
        var mine = practice.Wish(await practice.PatientAsync(), doctor, Practice.Tomorrow(9));
        await practice.Reception.HoldSlotAsync(mine);
        practice.Clock.Advance(Duration.FromMinutes(5));

        var theirs = await practice.Reception.BookAppointmentAsync(practice.Wish(await practice.PatientAsync(), doctor, Practice.Tomorrow(9)));
        Assert.Equal(AppointmentStatus.Booked, theirs.Status);

        var refusal = await Practice.RefusedAsync(() => practice.Reception.BookAppointmentAsync(mine).ResponseAsync);
        Assert.Equal("hold-expired", refusal.Code);
        Assert.Contains("Next free", refusal.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hold_that_ran_out_is_still_booked_when_nobody_took_the_time()
    {
        var mine = practice.Wish(await practice.PatientAsync(), await practice.DoctorAsync(), Practice.Tomorrow(9));
        await practice.Reception.HoldSlotAsync(mine);
        practice.Clock.Advance(Duration.FromMinutes(6));
        Assert.Equal(AppointmentStatus.Booked, (await practice.Reception.BookAppointmentAsync(mine)).Status);
    }

    [Fact]
    public async Task A_hold_that_is_confirmed_by_two_clicks_at_once_is_booked_once_and_both_are_told_so()
    {
        var wish = practice.Wish(await practice.PatientAsync(), await practice.DoctorAsync(), Practice.Tomorrow(16));
        await practice.Reception.HoldSlotAsync(wish);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => practice.Reception.BookAppointmentAsync(wish).ResponseAsync));

        Assert.Equal(AppointmentStatus.Booked, Assert.Single(answers.Distinct()).Status);
        Assert.Equal([AppointmentBooked.Topic], await practice.AnnouncedAsync(wish.Id));
    }
}
