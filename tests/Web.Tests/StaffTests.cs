using System.Net;
using PracticeAspire.Web.Tests.Neighbourhood;

namespace PracticeAspire.Web.Tests;

public sealed class StaffTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_colleague_is_added_changed_shut_out_and_let_in_again()
    {
        using var web = new WebHost();
        using var admin = await SignIn(web);
        var added = await Read(await admin.Press(
            await admin.GetStringAsync("/administration/staff/new", Stop), "/administration/staff/new", ("Input.GivenNames", "Lena"), ("Input.FamilyName", "Fischer"), ("Input.Roles", "nurse"), ("Input.Specialities", "Wounds, Vaccination")));
        Assert.Contains("Lena Fischer is saved.", added, StringComparison.Ordinal);
        var lena = web.World.Colleagues.Values.Single(c => c.GivenNames == "Lena");
        Assert.Equal(["Wounds", "Vaccination"], lena.Specialities);

        var gone = await Read(await admin.Press(added, "handler=Deactivate"));
        Assert.Contains("shut out everywhere", gone, StringComparison.Ordinal);
        Assert.False(lena.Active);

        await admin.Press(gone, "handler=Reactivate");
        Assert.True(lena.Active);
    }

    [Fact]
    public async Task What_was_typed_stays_when_it_is_refused()
    {
        using var web = new WebHost();
        using var admin = await SignIn(web);
        var refused = await Read(await admin.Press(
            await admin.GetStringAsync("/administration/staff/new", Stop), "/administration/staff/new", ("Input.GivenNames", "Lena"), ("Input.FamilyName", "Fischer"), ("Input.Roles", "doctor"), ("Input.Npi", "1234567890")));
        Assert.Contains("That is not an NPI", refused, StringComparison.Ordinal);
        Assert.Contains("value=\"1234567890\"", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_colleague_works_is_chosen_by_name_and_stays_when_the_names_are_not_to_be_had()
    {
        using var web = new WebHost();
        using var admin = await SignIn(web);
        var path = $"/administration/staff/{World.Id(2)}";
        (string, string)[] typed = [("Input.GivenNames", "Maximiliana"), ("Input.FamilyName", "W"), ("Input.Roles", "doctor")];
        var saved = await Read(await admin.Press(await admin.GetStringAsync(path, Stop), path, [.. typed, ("Input.LocationIds", World.Id(102)), ("Input.LocationIds", World.Id(101))]));
        Assert.Equal(new[] { World.Id(101), World.Id(102) }.Order(), web.World.Colleagues[World.Id(2)].LocationIds.Order());
        Assert.Contains("<small>Riverside Clinic, Westside Street</small>", saved, StringComparison.Ordinal);

        using var later = new WebHost(web.World);
        later.World.Down["appointments"] = true;
        using var again = await SignIn(later);
        var away = await again.GetStringAsync(path, Stop);
        Assert.Contains("what was chosen stays", away, StringComparison.Ordinal);
        var hidden = Forms.Values(away, "Input.LocationIds").Select(id => ("Input.LocationIds", id)).ToArray();
        Assert.Equal(2, hidden.Length);
        await again.Press(away, path, [.. typed, .. hidden]);
        Assert.Equal(2, web.World.Colleagues[World.Id(2)].LocationIds.Count);
    }

    private static async Task<HttpClient> SignIn(WebHost web)
    {
        web.World.SigningIn = web.World.Administrator;
        var browser = web.Browser();
        using var _ = await browser.GetAsync("/sign-in", Stop);
        return browser;
    }

    private static async Task<string> Read(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return Forms.Text(await answer.Content.ReadAsStringAsync(Stop));
    }
}
