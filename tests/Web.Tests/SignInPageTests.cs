using System.Net;
using PracticeAspire.Web.Tests.Neighbourhood;

namespace PracticeAspire.Web.Tests;

/// <summary>What an administrator sees and does about how a person signs in.</summary>
public sealed class SignInPageTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lost_second_factor_is_removed_once_it_is_said_who_they_are()
    {
        using var web = new WebHost();
        using var admin = await SignIn(web);
        var doctor = web.World.Doctors[0].Id;
        web.World.SecondFactors.Add(doctor);
        var page = await Read(await admin.GetAsync($"/people/{doctor}/sign-in", Stop));
        Assert.Contains("<dt>Passkeys</dt><dd>2</dd>", page, StringComparison.Ordinal);

        var unsure = await Read(await admin.Press(page, "handler=RemoveSecondFactor"));
        Assert.Contains("Make sure who they are first", unsure, StringComparison.Ordinal);
        Assert.Contains(doctor, web.World.SecondFactors);

        var removed = await Read(await admin.Press(page, "handler=RemoveSecondFactor", ("sure", "true")));
        Assert.Contains("is signed out everywhere", removed, StringComparison.Ordinal);
        Assert.DoesNotContain("RemoveSecondFactor", removed, StringComparison.Ordinal);
        Assert.DoesNotContain(doctor, web.World.SecondFactors);
    }

    [Fact]
    public async Task It_asks_for_fresh_proof_when_the_service_wants_it()
    {
        using var web = new WebHost();
        using var admin = await SignIn(web);
        var doctor = web.World.Doctors[0].Id;
        web.World.SecondFactors.Add(doctor);
        var page = await Read(await admin.GetAsync($"/people/{doctor}/sign-in", Stop));
        web.World.WantsFreshProof = true;

        Assert.Contains("Prove who you are", await Read(await admin.Press(page, "handler=RemoveSecondFactor", ("sure", "true"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_s_own_is_not_removed_here()
    {
        using var web = new WebHost();
        using var admin = await SignIn(web);
        web.World.SecondFactors.Add(web.World.Administrator.Id);

        var page = await Read(await admin.GetAsync($"/people/{web.World.Administrator.Id}/sign-in", Stop));

        Assert.Contains("another administrator removes it", page, StringComparison.Ordinal);
        Assert.DoesNotContain("RemoveSecondFactor", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_who_manages_staff_finds_the_way_there()
    {
        using var web = new WebHost();
        var link = $"/people/{web.World.Patients[0].Id}/sign-in";
        using var admin = await SignIn(web);
        Assert.Contains(link, await Read(await admin.GetAsync($"/people/{web.World.Patients[0].Id}", Stop)), StringComparison.Ordinal);

        web.World.SigningIn = web.World.Receptionist;
        using var desk = web.Browser();
        await desk.GetAsync("/sign-in", Stop);
        Assert.DoesNotContain(link, await Read(await desk.GetAsync($"/people/{web.World.Patients[0].Id}", Stop)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_Keycloak_a_sign_in_is_linked_and_parted_by_hand()
    {
        using var web = new WebHost(withKeycloak: true);
        using var admin = await SignIn(web);
        var address = $"/people/{web.World.Patients[0].Id}/sign-in";
        var page = await Read(await admin.GetAsync(address, Stop));
        Assert.Contains("None yet", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Second factor", page, StringComparison.Ordinal);

        var linked = await Read(await admin.Press(page, "handler=Link", ("subject", "f:realm:4711")));
        Assert.Contains("<strong>f:realm:4711</strong>", linked, StringComparison.Ordinal);
        Assert.Contains($"by {web.World.Administrator.DisplayName}", linked, StringComparison.Ordinal);

        var taken = await Read(await admin.Press(linked, "handler=Link", ("subject", "f:realm:4711")));
        Assert.Contains("another person's already", taken, StringComparison.Ordinal);
        Assert.Contains("value=\"f:realm:4711\"", taken, StringComparison.Ordinal);

        var parted = await Read(await admin.Press(linked, "handler=Part"));
        Assert.Contains("are parted", parted, StringComparison.Ordinal);
        Assert.Contains("Parted on", parted, StringComparison.Ordinal);
        Assert.DoesNotContain("handler=Part", parted, StringComparison.Ordinal);
        Assert.NotNull(Assert.Single(web.World.Links.Values).EndedAt);
    }

    [Fact]
    public async Task With_the_practice_s_own_provider_there_is_nothing_to_link()
    {
        using var web = new WebHost();
        using var admin = await SignIn(web);

        Assert.DoesNotContain("Linked sign-ins", await Read(await admin.GetAsync($"/people/{web.World.Patients[0].Id}/sign-in", Stop)), StringComparison.Ordinal);
        Assert.DoesNotContain("ListIdentities", web.World.Calls.Keys);
    }

    [Fact]
    public async Task With_Keycloak_nobody_is_invited_here()
    {
        using var web = new WebHost(withKeycloak: true);
        using var admin = await SignIn(web);
        var doctor = web.World.Doctors[0].Id;

        var staff = await Read(await admin.GetAsync($"/administration/staff/{doctor}", Stop));
        Assert.Contains($"/people/{doctor}/sign-in", staff, StringComparison.Ordinal);
        Assert.DoesNotContain("give-sign-in", staff + await Read(await admin.GetAsync($"/people/{doctor}", Stop)), StringComparison.Ordinal);
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
