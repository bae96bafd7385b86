using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Tests.Neighbourhood;

namespace PracticeAspire.Web.Tests;

/// <summary>Pages as each role meets them: what is not theirs is closed, and not in their menu.</summary>
public sealed class AccessTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Roles.Patient)]
    [InlineData(Roles.Doctor)]
    [InlineData(Roles.Nurse)]
    [InlineData(Roles.Receptionist)]
    [InlineData(Roles.Biller)]
    [InlineData(Roles.Administrator)]
    [InlineData("nobody")]
    public async Task Every_page_opens_to_those_the_document_names_and_to_nobody_else(string role)
    {
        var document = await AccessDocument.ReadAsync(AppNames.Web, Stop);
        using var web = new WebHost();
        using var browser = await BrowserOf(web, role);
        var pages = web.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(e => (Name: Door.NameOf(e), Route: e.RoutePattern.RawText!)).Where(d => d.Name.StartsWith("page ", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(pages);
        foreach (var (name, route) in pages)
        {
            var path = "/" + string.Join('/', route.Split('/').Select(part => part.Contains(":int", StringComparison.Ordinal) ? "404" : part.StartsWith('{') ? Guid.CreateVersion7().ToString() : part));
            using var answer = await browser.GetAsync(path, Stop);
            var closed = answer.StatusCode == HttpStatusCode.Forbidden
                || answer.Headers.Location?.OriginalString.Contains("/authorize?", StringComparison.Ordinal) == true;
            Assert.True(document.Opens(name, role) != closed, $"{name} {(closed ? "does not open" : "opens")} to {role}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task What_a_role_may_not_do_is_not_in_its_menu()
    {
        using var web = new WebHost();
        using var reception = await BrowserOf(web, Roles.Receptionist);
        var board = await (await reception.GetAsync("/board", Stop)).Content.ReadAsStringAsync(Stop);
        Assert.Contains("href=\"/people\"", board, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/administration", board, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_administrator_decides_what_a_role_may_do()
    {
        using var web = new WebHost();
        using var admin = await BrowserOf(web, Roles.Administrator);
        var page = await admin.GetStringAsync("/administration/roles/biller", Stop);
        using var saved = await admin.Press(page, "/roles/biller", ("May", Permissions.ReadCalendar), ("May", Permissions.RegisterPatients));

        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        Assert.Equal("/administration/roles", saved.Headers.Location?.OriginalString);
        Assert.Contains(Permissions.RegisterPatients, web.World.Access.Roles.Single(r => r.Role == Roles.Biller).Permissions);

        // The same form once more is about a role that has changed since.
        using var stale = await admin.Press(page, "/roles/biller", ("May", Permissions.ReadCalendar));
        Assert.Contains("changed meanwhile", await stale.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    private static async Task<HttpClient> BrowserOf(WebHost web, string role)
    {
        var browser = web.Browser(followRedirects: false);
        if (role == "nobody")
            return browser;

        web.World.SigningIn = new Person { Id = Guid.CreateVersion7().ToString(), DisplayName = "Someone", Roles = { role } };
        var next = new Uri(web.Address, "/sign-in");
        for (var step = 0; step < 5 && next is not null; step++)
        {
            using var answer = await browser.GetAsync(next, Stop);
            next = answer.Headers.Location is { } location ? new Uri(next, location) : null;
        }

        return browser;
    }
}
