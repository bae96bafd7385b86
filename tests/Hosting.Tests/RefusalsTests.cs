using System.Net;
using System.Net.Sockets;
using PracticeAspire.AppHost;
using PracticeAspire.Infrastructure;

namespace PracticeAspire.Hosting.Tests;

public sealed class RefusalsTests
{
    [Fact]
    public async Task A_port_in_use_is_named_with_the_resource_that_wants_it()
    {
        using var squatter = new TcpListener(IPAddress.Loopback, 0);
        squatter.Start();
        var port = ((IPEndPoint)squatter.LocalEndpoint).Port;
        await using var application = new Application();
        application.AddServer("one").WithHttpEndpoint(port: port, name: "second", isProxied: false);

        var refusal = await Assert.ThrowsAsync<DistributedApplicationException>(application.StartAsync);

        Assert.Contains($"Port {port}", refusal.Message);
        Assert.Contains("'one'", refusal.Message);
    }

    [Fact]
    public void A_port_that_another_app_host_has_chosen_is_chosen_by_no_second()
    {
        var port = FreePort.Next();

        // The other app host: it holds the name of the port it chose and does not listen yet.
        using var other = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        other.Bind(new UnixDomainSocketEndPoint($"\0practice-port-{port + 1}"));

        var refusal = Assert.Throws<InfrastructureException>(() => FreePort.Next(port, port + 2));
        Assert.Contains($"between {port} and {port + 2}", refusal.Message);
    }

    [Fact]
    public async Task A_project_that_was_not_built_is_named_with_the_command_that_builds_it()
    {
        await using var application = new Application();
        var project = Path.Combine(application.Folder, "Fresh.csproj");
        await File.WriteAllTextAsync(project, "<Project />", Application.Deadline);
        application.Builder.AddProject("fresh", project, launchProfileName: null);
        await application.StartAsync();

        await application.StateAsync("fresh", KnownResourceStates.FailedToStart);

        Assert.Contains($"dotnet build {project}", string.Join('\n', application.LogOf("fresh")));
    }

    [Fact]
    public void A_second_app_host_on_the_same_data_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory("practice-held-").FullName;
        using var first = LocalData.Hold(folder);

        var refusal = Assert.Throws<Infrastructure.InfrastructureException>(() => LocalData.Hold(folder));

        Assert.Contains(folder, refusal.Message);
        Assert.Contains("--local-dir", refusal.Message);
    }

    [Fact]
    public void Starting_fresh_deletes_what_app_hosts_made_and_nothing_else()
    {
        var folder = Directory.CreateTempSubdirectory("practice-fresh-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "postgres", "base"));
        File.WriteAllText(Path.Combine(folder, LocalSecrets.FileName), "{}");
        File.WriteAllText(Path.Combine(folder, "thesis.txt"), "mine");

        LocalData.Delete(folder);

        Assert.Equal("thesis.txt", Path.GetFileName(Assert.Single(Directory.GetFileSystemEntries(folder))));
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("--frsh", "'--frsh' is not an option")]
    [InlineData("--web-port 80800", "'--web-port' must be a port")]
    [InlineData("--local-dir", "'--local-dir' needs a value")]
    public void A_mistyped_option_is_refused_and_the_right_ones_are_shown(string arguments, string sentence)
    {
        var line = CommandLine.Parse(arguments.Split(' '));

        Assert.Contains(sentence, line.Refusal);
        Assert.Contains("--fresh", line.Refusal);
    }

    [Fact]
    public void Two_resources_of_one_name_are_refused()
    {
        var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddExecutable("one", "node", "/");

        Assert.Throws<DistributedApplicationException>(() => builder.AddExecutable("one", "node", "/"));
    }

    [Fact]
    public void An_endpoint_behind_a_proxy_is_refused_rather_than_ignored()
    {
        var builder = DistributedApplicationTestingBuilder.Create();

        Assert.Throws<DistributedApplicationException>(() => builder.AddExecutable("one", "node", "/").WithHttpEndpoint());
    }
}
