using System.Net;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.Web.Tests.Neighbourhood;

namespace PracticeAspire.Web.Tests;

/// <summary>Booking as a browser without scripts does it, and what happens when it does not go well.</summary>
public sealed class BookingTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_patient_finds_holds_and_books_a_time_without_scripts()
    {
        using var web = SignedInAs(w => w.Patients[0]);
        using var browser = await SignedIn(web);
        var held = await HoldFirst(browser);

        Assert.Contains("/book/confirm", held.RequestMessage!.RequestUri!.PathAndQuery, StringComparison.Ordinal);
        var booked = await browser.Press(await held.Content.ReadAsStringAsync(Stop), "/book/confirm?id");

        var appointment = Assert.Single(web.World.Appointments.Values);
        Assert.Equal($"/appointments/{appointment.Id}", booked.RequestMessage!.RequestUri!.PathAndQuery);
        Assert.Contains("<strong>Booked</strong>", await booked.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Equal(AppointmentStatus.Booked, appointment.Status);
        Assert.Equal(web.World.Patients[0].Id, appointment.PatientId);
    }

    [Fact]
    public async Task Pressing_twice_books_once()
    {
        using var web = SignedInAs(w => w.Patients[0]);
        using var browser = await SignedIn(web);
        var confirm = await (await HoldFirst(browser)).Content.ReadAsStringAsync(Stop);

        var both = await Task.WhenAll(browser.Press(confirm, "/book/confirm?id"), browser.Press(confirm, "/book/confirm?id"));

        var appointment = Assert.Single(web.World.Appointments.Values);
        Assert.All(both, answer => Assert.Equal($"/appointments/{appointment.Id}", answer.RequestMessage!.RequestUri!.PathAndQuery));
    }

    [Fact]
    public async Task What_was_just_done_is_told_once_and_only_when_it_was_done()
    {
        using var web = SignedInAs(w => w.Receptionist);
        var id = Tomorrow(web.World);
        using var browser = await SignedIn(web);
        var page = await browser.GetStringAsync($"/appointments/{id}?booked=true&done=cancelled", Stop);
        Assert.DoesNotContain("note--good", page, StringComparison.Ordinal);

        var other = web.World.Book(2, web.World.Doctors[1], web.World.Patients[1], World.At(web.World.Today.PlusDays(1), 15)).Id;
        var answer = await (await browser.Press(page, "handler=Cancel", ("Reason", "ill"))).Content.ReadAsStringAsync(Stop);
        Assert.Contains("The time is free again.", answer, StringComparison.Ordinal);
        foreach (var again in (string[])[id, other])
            Assert.DoesNotContain("note--good", await browser.GetStringAsync($"/appointments/{again}", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_that_was_taken_meanwhile_is_refused_with_the_sentence_and_other_times()
    {
        using var web = SignedInAs(w => w.Patients[0]);
        using var browser = await SignedIn(web);
        var page = await browser.GetStringAsync("/book", Stop);
        var slot = Forms.Values(page, "slot")[0].Split('|');
        var taken = web.World.Book(1, web.World.Doctors.Single(d => d.Id == slot[1]), web.World.Patients[1], new() { Seconds = long.Parse(slot[3], null) });

        var answer = await (await browser.Press(page, "handler=Hold", ("slot", string.Join('|', slot)))).Content.ReadAsStringAsync(Stop);

        Assert.Contains("That time has just been taken. Choose another.", Forms.Text(answer), StringComparison.Ordinal);
        Assert.NotEmpty(Forms.Values(answer, "slot"));
        Assert.Equal([taken], web.World.Appointments.Values);
    }

    [Fact]
    public async Task Times_that_are_too_many_to_show_are_said_to_be_cut_off_and_how_to_see_others()
    {
        using var web = SignedInAs(w => w.Receptionist);
        using var browser = await SignedIn(web);

        var all = Forms.Text(await browser.GetStringAsync($"/book?patient={World.Id(301)}", Stop));
        Assert.Equal(120, Forms.Values(all, "slot").Count);
        Assert.Contains("These are the first 120 free times, up to Thu 5 Mar; there are more. Choose a practitioner, a location or a later day to see others.", all, StringComparison.Ordinal);
        Assert.EndsWith("&day=2026-03-05", Forms.Link(all, "Go on from Thu 5 Mar"), StringComparison.Ordinal);

        var here = Forms.Text(await browser.GetStringAsync($"/book?patient={World.Id(301)}&location={World.Id(101)}", Stop));
        Assert.Contains("Choose a practitioner or a later day to see others.", here, StringComparison.Ordinal);

        var withOne = await browser.GetStringAsync($"/book?patient={World.Id(301)}&practitioner={World.Id(1)}", Stop);
        Assert.Equal(27, Forms.Values(withOne, "slot").Count);
        Assert.DoesNotContain("there are more", withOne, StringComparison.Ordinal);

        var moving = await browser.GetStringAsync($"/appointments/{Tomorrow(web.World)}/reschedule?day=2026-03-05&anyone=true", Stop);
        Assert.Contains("there are more", moving, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_cancellation_keeps_the_reason()
    {
        using var web = SignedInAs(w => w.Receptionist);
        var id = Tomorrow(web.World);
        using var browser = await SignedIn(web);

        var page = await browser.GetStringAsync($"/appointments/{id}", Stop);
        var answer = Forms.Text(await (await browser.Press(page, "handler=Cancel", ("Reason", "refuse"))).Content.ReadAsStringAsync(Stop));

        Assert.Contains("It is over already.", answer, StringComparison.Ordinal);
        Assert.Contains(">refuse</textarea>", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stale_form_shows_what_was_seen_and_what_is_now()
    {
        using var web = SignedInAs(w => w.Receptionist);
        var id = Tomorrow(web.World);
        using var browser = await SignedIn(web);
        var page = await browser.GetStringAsync($"/appointments/{id}", Stop);
        var appointment = web.World.Appointments[id];
        (appointment.Start, appointment.End, appointment.Version) = (World.At(new(2026, 3, 5), 14), World.At(new(2026, 3, 5), 14, 30), 2);

        var answer = Forms.Text(await (await browser.Press(page, "handler=Cancel", ("Reason", "ill"))).Content.ReadAsStringAsync(Stop));

        Assert.Contains("It changed meanwhile", answer, StringComparison.Ordinal);
        Assert.Contains("Wednesday 4 March 2026, 11:00", answer, StringComparison.Ordinal);
        Assert.Contains("Thursday 5 March 2026, 14:00", answer, StringComparison.Ordinal);
        Assert.Equal(AppointmentStatus.Booked, appointment.Status);
    }

    [Fact]
    public async Task A_time_that_the_clocks_skip_is_refused_with_a_sentence()
    {
        using var web = SignedInAs(w => w.Receptionist);
        var id = Tomorrow(web.World);
        using var browser = await SignedIn(web);
        var page = await browser.GetStringAsync($"/appointments/{id}/reschedule", Stop);

        var answer = Forms.Text(await (await browser.Press(page, "/reschedule", ("ExactDay", "2026-03-08"), ("ExactTime", "02:30"))).Content.ReadAsStringAsync(Stop));

        Assert.Contains("There is no 02:30 on Sunday 8 March 2026", answer, StringComparison.Ordinal);
        Assert.Contains("value=\"02:30\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_service_costs_its_panel_and_not_the_page()
    {
        using var web = SignedInAs(w => w.Receptionist);
        var id = Tomorrow(web.World);
        using var browser = await SignedIn(web);
        web.World.Down["notifications"] = true;

        var appointment = Forms.Text(await browser.GetStringAsync($"/appointments/{id}", Stop));
        Assert.Contains("Notifications are not answering.", appointment, StringComparison.Ordinal);
        Assert.Contains("Dr. Ana Ruiz", appointment, StringComparison.Ordinal);

        web.World.Down["appointments"] = true;
        var person = Forms.Text(await browser.GetStringAsync($"/people/{World.Id(300)}", Stop));
        Assert.Contains("Appointments are not answering.", person, StringComparison.Ordinal);
        Assert.Contains("Chet Hoeger", person, StringComparison.Ordinal);
        var board = await browser.GetAsync("/board", Stop);
        Assert.Equal(HttpStatusCode.OK, board.StatusCode);
    }

    private static WebHost SignedInAs(Func<World, Users.Contracts.Person> who)
    {
        var world = new World();
        world.SigningIn = who(world);
        return new WebHost(world);
    }

    private static async Task<HttpClient> SignedIn(WebHost web)
    {
        var browser = web.Browser();
        await browser.GetAsync("/sign-in", Stop);
        return browser;
    }

    private static string Tomorrow(World world) => world.Book(1, world.Doctors[0], world.Patients[0], World.At(world.Today.PlusDays(1), 11)).Id;

    private static async Task<HttpResponseMessage> HoldFirst(HttpClient browser)
    {
        var page = await browser.GetStringAsync("/book", Stop);
        return await browser.Press(page, "handler=Hold", ("slot", Forms.Values(page, "slot")[0]));
    }
}
