namespace PracticeAspire.Hosting.Tests;

public sealed class WaitingTests
{
    private const string HealthyWhenToldTo = """
        let well = false;
        require('http').createServer((q, s) => {
          if (q.url === '/recover') well = true;
          s.statusCode = q.url === '/health' && !well ? 503 : 200;
          s.end();
        }).listen(process.env.PORT, '127.0.0.1');
        """;

    [Fact]
    public async Task A_resource_starts_only_when_the_one_it_needs_is_healthy_and_prepared()
    {
        await using var application = new Application();
        var prepared = false;
        var first = application.AddServer("first", HealthyWhenToldTo).OnResourceReady(async (_, _, ct) =>
        {
            await Task.Delay(50, ct);
            prepared = true;
        });
        application.AddServer("second").WaitFor(first);
        await application.StartAsync();
        await application.App.ResourceNotifications.WaitForResourceAsync(
            "first", e => e.Snapshot.HealthReports.Any(r => r.Description?.Contains("503") == true), Application.Deadline);

        await application.StateAsync("second", KnownResourceStates.Waiting);
        using var client = application.App.CreateHttpClient("first");
        await client.GetAsync("/recover", Application.Deadline);
        await application.StateAsync("second", KnownResourceStates.Starting);

        Assert.True(prepared);
        await application.HealthyAsync("second");
    }

    [Fact]
    public async Task Who_waits_for_a_resource_that_ends_is_told_so()
    {
        await using var application = new Application();
        var first = application.AddServer("first", "process.exit(3)");
        application.AddServer("second").WaitFor(first);
        await application.StartAsync();

        await application.StateAsync("second", KnownResourceStates.FailedToStart);
        var refusal = await Assert.ThrowsAsync<DistributedApplicationException>(() => application.HealthyAsync("first"));
        Assert.Contains("exit code 3", refusal.Message);
    }

    [Fact]
    public async Task A_resource_that_falls_ill_is_seen_to_be()
    {
        await using var application = new Application();
        application.AddServer("one");
        await application.StartAsync();
        await application.HealthyAsync("one");

        using var client = application.App.CreateHttpClient("one");
        await client.GetAsync("/ill", Application.Deadline);

        var ill = await application.App.ResourceNotifications
            .WaitForResourceAsync("one", e => e.Snapshot.HealthReports.Any(r => r.Description?.Contains("503") == true), Application.Deadline)
            .WaitAsync(TimeSpan.FromSeconds(20), Application.Deadline);
        Assert.Equal(KnownResourceStates.Running, ill.Snapshot.State?.Text);
    }
}
