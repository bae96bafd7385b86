using System.Net;
using PracticeAspire.Web.Tests.Neighbourhood;

namespace PracticeAspire.Web.Tests;

/// <summary>What needs fresh proof asks for it, at a time when nothing is lost by it.</summary>
public sealed class FreshProofTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/administration/staff/new")]
    [InlineData("/administration/roles/biller")]
    public async Task A_form_asks_before_it_is_filled_in_and_comes_back(string form)
    {
        var time = new HandSetTime();
        using var web = new WebHost(time: time);
        using var admin = await SignIn(web);
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync(form, Stop)).StatusCode);
        Assert.Empty(web.World.AskedOfProvider);

        time.Pass(TimeSpan.FromMinutes(6));
        var answer = await admin.GetAsync($"{form}?from=menu", Stop);
        Assert.Equal((HttpStatusCode.OK, $"{form}?from=menu"), (answer.StatusCode, answer.RequestMessage!.RequestUri!.PathAndQuery));
        var asked = Assert.Single(web.World.AskedOfProvider);
        Assert.Equal(("150", "mfa"), (asked["max_age"].ToString(), asked["acr_values"].ToString()));

        // The list beside the form is for looking at.
        time.Pass(TimeSpan.FromMinutes(6));
        foreach (var list in (string[])["/administration/staff", "/administration/roles", "/people"])
            Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync(list, Stop)).StatusCode);
        Assert.Single(web.World.AskedOfProvider);
    }

    [Fact]
    public async Task What_was_typed_for_too_long_stays_and_is_saved_after_proof_in_another_tab()
    {
        using var web = new WebHost();
        using var admin = await SignIn(web);
        var form = await admin.GetStringAsync("/administration/staff/new", Stop);
        web.World.WantsFreshProof = true;

        (string, string)[] typed = [("Input.GivenNames", "Lena"), ("Input.FamilyName", "Fischer"), ("Input.Roles", "nurse")];
        var refused = Forms.Text(await (await admin.Press(form, "/administration/staff/new", typed)).Content.ReadAsStringAsync(Stop));
        Assert.Contains("Prove it again", refused, StringComparison.Ordinal);
        Assert.Contains("value=\"Fischer\"", refused, StringComparison.Ordinal);

        var proven = await admin.GetAsync(Forms.Link(refused, "Prove who you are"), Stop);
        Assert.Equal("/proven", proven.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal("150", Assert.Single(web.World.AskedOfProvider)["max_age"].ToString());
        var saved = await admin.Press(refused, "/administration/staff/new", typed);
        Assert.Contains("Lena Fischer is saved.", Forms.Text(await saved.Content.ReadAsStringAsync(Stop)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_asks_and_comes_back_to_its_page()
    {
        using var web = new WebHost();
        using var admin = await SignIn(web);
        var page = await admin.GetStringAsync("/administration/audit", Stop);
        web.World.WantsFreshProof = true;

        var back = await admin.Press(page, "handler=Export");
        Assert.Equal("/administration/audit", back.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal("mfa", Assert.Single(web.World.AskedOfProvider)["acr_values"].ToString());
        using var file = await admin.Press(await back.Content.ReadAsStringAsync(Stop), "handler=Export");
        Assert.Equal("application/x-ndjson", file.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Nobody_is_sent_to_another_site_after_it()
    {
        using var web = new WebHost();
        using var admin = await SignIn(web);
        var answer = await admin.GetAsync("/prove?returnUrl=https%3A%2F%2Fevil.example", Stop);
        Assert.Equal(web.Address.Authority, answer.RequestMessage!.RequestUri!.Authority);
    }

    private static async Task<HttpClient> SignIn(WebHost web)
    {
        web.World.SigningIn = web.World.Administrator;
        var browser = web.Browser();
        using var _ = await browser.GetAsync("/sign-in", Stop);
        web.World.AskedOfProvider.Clear();
        return browser;
    }
}
