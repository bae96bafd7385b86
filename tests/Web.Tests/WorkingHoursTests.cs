using PracticeAspire.Web.Tests.Neighbourhood;

namespace PracticeAspire.Web.Tests;

public sealed class WorkingHoursTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private static readonly string[] Times = ["From1", "To1", "From2", "To2"];

    [Fact]
    public async Task Whoever_has_no_hours_yet_is_given_the_opening_hours_with_one_press_and_a_save()
    {
        using var web = new WebHost();
        web.World.SigningIn = web.World.Administrator;
        var (newcomer, clinic) = (web.World.Doctors[^1], web.World.Locations[0]);
        using var browser = web.Browser();
        await browser.GetAsync("/sign-in", Stop);

        var page = Forms.Text(await browser.GetStringAsync($"/administration/working-hours?practitioner={newcomer.Id}&location={clinic.Id}", Stop));
        Assert.Contains("no hours here yet", page, StringComparison.Ordinal);
        Assert.Contains("Nobody can book with them at this location until hours are saved.", page, StringComparison.Ordinal);
        Assert.Equal("", Forms.Values(page, "Week.Days[1].From1").Single());

        var filled = await browser.GetStringAsync(Forms.Link(page, "Use the opening hours"), Stop);
        Assert.Contains("Nothing is saved yet", filled, StringComparison.Ordinal);
        Assert.False(web.World.Hours.ContainsKey((newcomer.Id, clinic.Id)));
        var week = Enumerable.Range(0, 7).SelectMany(_ => Times, (day, field) => $"Week.Days[{day}].{field}")
            .Select(field => (Name: field, Value: Forms.Values(filled, field).Single())).ToArray();
        Assert.Equal(["08:15", "12:00", "13:00", "18:45"], week.Where(f => f.Name.StartsWith("Week.Days[1]", StringComparison.Ordinal)).Select(f => f.Value));

        await browser.Press(filled, $"location={clinic.Id}", week);
        Assert.Equal(clinic.OpeningHours, web.World.Hours[(newcomer.Id, clinic.Id)].Hours);
        Assert.DoesNotContain("no hours here yet", await browser.GetStringAsync($"/administration/working-hours?practitioner={newcomer.Id}&location={clinic.Id}", Stop), StringComparison.Ordinal);
    }
}
