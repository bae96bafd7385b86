using System.Diagnostics;
using System.Net.Http.Json;

namespace PracticeAspire.Hosting.Tests;

public sealed class ProcessesTests
{
    private sealed record Answer(int Pid, string? Said, string[] Args);

    [Fact]
    public async Task A_process_gets_its_arguments_and_environment_with_the_holes_filled()
    {
        await using var application = new Application();
        var other = application.AddServer("other");
        application.AddServer("one")
            .WithArgs("first", "second")
            .WithEnvironment("SAID", ReferenceExpression.Create($"other is at {other.GetEndpoint("http").Property(EndpointProperty.HostAndPort)}"));
        await application.StartAsync();
        var update = await application.HealthyAsync("one");

        using var client = application.App.CreateHttpClient("one");
        var answer = await client.GetFromJsonAsync<Answer>("/", Application.Deadline);

        Assert.Equal(["first", "second"], answer!.Args);
        Assert.Equal($"other is at localhost:{application.App.GetEndpoint("other").Port}", answer.Said);
        Assert.Equal(Application.ProcessIdOf(update), answer.Pid);
    }

    [Fact]
    public async Task Restart_gives_another_process_at_the_same_address()
    {
        await using var application = new Application();
        application.AddServer("one");
        await application.StartAsync();
        var before = Application.ProcessIdOf(await application.HealthyAsync("one"));
        var address = application.App.GetEndpoint("one");

        var result = await application.App.ResourceCommands.ExecuteCommandAsync("one", "resource-restart", Application.Deadline);
        var after = Application.ProcessIdOf(await application.HealthyAsync("one"));

        Assert.True(result.Success, result.Message);
        Assert.NotEqual(before, after);
        Assert.Equal(address, application.App.GetEndpoint("one"));
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(before));
    }

    [Fact]
    public async Task A_killed_process_is_reported_and_can_be_started_again()
    {
        await using var application = new Application();
        application.AddServer("one");
        await application.StartAsync();
        var running = await application.HealthyAsync("one");

        Process.GetProcessById(Application.ProcessIdOf(running)).Kill();
        await application.StateAsync("one", KnownResourceStates.Exited);
        var result = await application.App.ResourceCommands.ExecuteCommandAsync("one", KnownResourceCommands.StartCommand, Application.Deadline);
        await application.HealthyAsync("one");

        Assert.True(result.Success, result.Message);
    }

    [Fact]
    public async Task A_stopped_process_is_finished_and_not_an_error()
    {
        await using var application = new Application();
        application.AddServer("one");
        await application.StartAsync();
        await application.HealthyAsync("one");

        await application.App.ResourceCommands.ExecuteCommandAsync("one", KnownResourceCommands.StopCommand, Application.Deadline);

        var stopped = await application.StateAsync("one", KnownResourceStates.Finished);
        Assert.Equal(0, stopped.Snapshot.ExitCode);
    }

    [Fact]
    public async Task The_end_of_a_process_that_gives_up_tells_its_exit_code()
    {
        await using var application = new Application();
        application.AddServer("one");
        await application.StartAsync();
        await application.HealthyAsync("one");

        using var client = application.App.CreateHttpClient("one");
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/die", Application.Deadline));

        Assert.Equal(7, (await application.StateAsync("one", KnownResourceStates.Exited)).Snapshot.ExitCode);
    }

    [Fact]
    public async Task A_program_that_is_not_there_fails_to_start()
    {
        await using var application = new Application();
        application.Builder.AddExecutable("ghost", "no-such-program", "/");
        await application.StartAsync();

        await application.StateAsync("ghost", KnownResourceStates.FailedToStart);
    }
}
