using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Dashboard.Wire;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;

namespace PracticeAspire.Hosting.Tests;

/// <summary>What the dashboard sees, asked as the dashboard asks, and the dashboard itself.</summary>
public sealed class DashboardTests
{
    [Fact]
    public async Task It_sees_resources_with_state_health_address_environment_and_parent()
    {
        await using var application = new Application(dashboard: true);
        var parent = application.AddServer("parent").WithEnvironment("SAID", "hello");
        application.AddServer("child").WithParentRelationship(parent);
        await application.StartAsync();
        await application.HealthyAsync("parent");
        await application.HealthyAsync("child");

        var seen = await SeenAsync(application, all => all.Count == 2 && all.Values.All(r => r.HealthReports.Any(h => h.HasStatus)));

        Assert.Equal("Running", seen["parent"].State);
        Assert.Equal(HealthStatus.Healthy, Assert.Single(seen["parent"].HealthReports).Status);
        Assert.Equal(application.App.GetEndpoint("parent").ToString().TrimEnd('/'), Assert.Single(seen["parent"].Urls).FullUrl);
        Assert.Contains(seen["parent"].Environment, v => v is { Name: "SAID", Value: "hello", IsFromSpec: true });
        Assert.Contains(seen["child"].Relationships, r => r is { ResourceName: "parent", Type: "Parent" });
        Assert.Equal("parent", seen["child"].Properties.Single(p => p.Name == "resource.parentName").Value.StringValue);
    }

    [Fact]
    public async Task It_reads_the_console_and_restarts()
    {
        await using var application = new Application(dashboard: true);
        application.AddServer("one");
        await application.StartAsync();
        var before = Application.ProcessIdOf(await application.HealthyAsync("one"));
        var (client, key) = Client(application);

        var response = await client.ExecuteResourceCommandAsync(
            new() { ResourceName = "one", CommandName = "resource-restart" }, key, cancellationToken: Application.Deadline);
        Assert.Equal(ResourceCommandResponseKind.Succeeded, response.Kind);
        Assert.NotEqual(before, Application.ProcessIdOf(await application.HealthyAsync("one")));

        // Both runs' lines stand in one log.
        var (greetings, greeting) = (0, $"listening on {application.App.GetEndpoint("one").Port}");
        using var logs = client.WatchResourceConsoleLogs(new() { ResourceName = "one" }, key, cancellationToken: Application.Deadline);
        while (greetings < 2 && await logs.ResponseStream.MoveNext(Application.Deadline).WaitAsync(TimeSpan.FromSeconds(20), Application.Deadline))
            greetings += logs.ResponseStream.Current.LogLines.Count(l => l.Text.EndsWith(greeting, StringComparison.Ordinal));
        Assert.Equal(2, greetings);
    }

    [Fact]
    public async Task Nobody_without_the_key_is_answered()
    {
        await using var application = new Application(dashboard: true);
        await application.StartAsync();
        var (client, _) = Client(application);

        var refusal = await Assert.ThrowsAsync<RpcException>(async () =>
            await client.GetApplicationInformationAsync(new(), cancellationToken: Application.Deadline));

        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);
    }

    [Fact]
    public async Task The_sign_in_link_opens_the_dashboard_and_another_token_does_not()
    {
        await using var application = new Application(dashboard: true);
        await application.StartAsync();
        var settings = application.App.Services.GetRequiredService<DashboardSettings>();
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = settings.Url };

        var right = await AnswerAsync(browser, $"/login?t={settings.BrowserToken}");
        var wrong = await AnswerAsync(browser, "/login?t=guessed");

        Assert.Equal("/", right.Headers.Location?.OriginalString);
        Assert.True(right.Headers.Contains("Set-Cookie"));
        Assert.NotEqual("/", wrong.Headers.Location?.OriginalString);
    }

    private static async Task<HttpResponseMessage> AnswerAsync(HttpClient browser, string path)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Application.Deadline);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                return await browser.GetAsync(path, patience.Token);
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100, patience.Token);
            }
        }
    }

    private static async Task<Dictionary<string, Aspire.Hosting.Dashboard.Wire.Resource>> SeenAsync(
        Application application, Func<Dictionary<string, Aspire.Hosting.Dashboard.Wire.Resource>, bool> enough)
    {
        var (client, key) = Client(application);
        var seen = new Dictionary<string, Aspire.Hosting.Dashboard.Wire.Resource>();
        using var watch = client.WatchResources(new(), key, cancellationToken: Application.Deadline);
        while (!enough(seen) && await watch.ResponseStream.MoveNext(Application.Deadline).WaitAsync(TimeSpan.FromSeconds(20), Application.Deadline))
        {
            foreach (var change in watch.ResponseStream.Current.Changes?.Value ?? []) seen[change.Upsert.Name] = change.Upsert;
        }

        return seen;
    }

    private static (Aspire.Hosting.Dashboard.Wire.DashboardService.DashboardServiceClient Client, Metadata Key) Client(Application application)
    {
        var settings = application.App.Services.GetRequiredService<DashboardSettings>();
        var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{settings.ResourceServicePort}");
        return (new(channel), new Metadata { { "x-resource-service-api-key", settings.ResourceServiceKey } });
    }
}
