using System.Net;
using PracticeAspire.Web.Tests.Neighbourhood;

namespace PracticeAspire.Web.Tests;

/// <summary>The whole way of a sign-in where Keycloak is the identity provider.</summary>
public sealed class KeycloakTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_receptionist_signs_in_works_and_signs_out()
    {
        using var web = new WebHost(withKeycloak: true);
        using var browser = web.Browser();

        var board = await browser.GetAsync("/board", Stop);
        Assert.Equal((HttpStatusCode.OK, "/board"), (board.StatusCode, board.RequestMessage!.RequestUri!.AbsolutePath));
        var page = await board.Content.ReadAsStringAsync(Stop);
        Assert.Contains(web.World.Receptionist.DisplayName, page, StringComparison.Ordinal);
        Assert.Contains("/realms/practice/account\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/administration", page, StringComparison.Ordinal);

        var gone = await browser.Press(page, "/sign-out");
        Assert.EndsWith("/signed-out", gone.RequestMessage!.RequestUri!.AbsolutePath, StringComparison.Ordinal);
        Assert.DoesNotContain(web.World.State.Keys, k => k.StartsWith("session-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Staff_are_asked_for_a_second_factor_and_patients_are_not()
    {
        using var web = new WebHost(withKeycloak: true);
        using (var reception = web.Browser())
            await reception.GetAsync("/sign-in?returnUrl=/board", Stop);
        Assert.Equal(["", "mfa"], web.World.AskedOfProvider.Select(q => q["acr_values"].ToString()));

        web.World.AskedOfProvider.Clear();
        web.World.SigningIn = web.World.Patients[0];
        using (var patient = web.Browser())
            await patient.GetAsync("/my-appointments", Stop);
        Assert.Equal([""], web.World.AskedOfProvider.Select(q => q["acr_values"].ToString()));
    }

    [Fact]
    public async Task Who_shows_no_second_factor_when_asked_does_not_get_in()
    {
        using var web = new WebHost(withKeycloak: true);
        web.World.HasSecondFactor = false;
        await RefusedAsync(web, "needs a second factor");
        Assert.Equal(2, web.World.AskedOfProvider.Count);
    }

    [Theory]
    [InlineData("sign-in-unknown", "Nobody in the practice&#x27;s directory goes with this sign-in")]
    [InlineData("email-not-verified", "has not been verified")]
    [InlineData("something-new", "The sign-in did not finish")]
    public async Task Who_is_nobody_here_reads_why_and_has_no_session(string rule, string sentence)
    {
        using var web = new WebHost(withKeycloak: true);
        web.World.NobodyBecause = rule;
        await RefusedAsync(web, sentence);
    }

    [Fact]
    public async Task A_directory_that_is_away_is_said_so()
    {
        using var web = new WebHost(withKeycloak: true);
        using var browser = web.Browser();
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/", Stop)).StatusCode);
        web.World.Down["users"] = true;
        await RefusedAsync(web, "directory is not answering");
    }

    private static async Task RefusedAsync(WebHost web, string sentence)
    {
        using var browser = web.Browser();
        var answer = await browser.GetAsync("/sign-in?returnUrl=/board", Stop);
        Assert.Equal("/signed-out", answer.RequestMessage!.RequestUri!.AbsolutePath);
        var page = await answer.Content.ReadAsStringAsync(Stop);
        Assert.Contains(sentence, page, StringComparison.Ordinal);
        Assert.DoesNotContain(web.World.State.Keys, k => k.StartsWith("session-", StringComparison.Ordinal));
    }
}
