namespace PracticeAspire.Architecture;

public sealed class ReferenceTests
{
    private static readonly string[] ForContracts = ["Google.Protobuf", "Grpc.Core.Api", "Grpc.Tools"];

    [Fact]
    public void A_service_knows_of_others_only_their_contracts()
    {
        Assert.Contains(Repository.Projects, p => p.IsService);
        foreach (var service in Repository.Projects.Where(p => p.IsService))
            Assert.All(service.References, r => Assert.True(IsContracts(r) || r is "BuildingBlocks" or "ServiceDefaults", $"{service.Name} references {r}"));
    }

    [Fact]
    public void Contracts_know_nothing_but_the_wire_and_the_event_interface()
    {
        foreach (var contracts in Repository.Projects.Where(p => p.IsContracts))
        {
            Assert.All(contracts.References, r => Assert.Equal("Events.Contracts", r));
            Assert.All(contracts.Packages, p => Assert.Contains(p, ForContracts));
        }
    }

    [Fact]
    public void Web_knows_contracts_and_service_defaults_only()
    {
        var web = Repository.Projects.Single(p => p.Name == "Web");
        Assert.All(web.References, r => Assert.True(IsContracts(r) || r == "ServiceDefaults", $"web references {r}"));
        Assert.DoesNotContain(web.Packages, p => p.Contains("EntityFramework", StringComparison.Ordinal) || p.StartsWith("Npgsql", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_but_the_app_host_and_tests_knows_local()
    {
        var local = Repository.Projects.Where(p => p.IsLocal).Select(p => p.Name).ToHashSet();
        var others = Repository.Projects.Where(p => !p.IsLocal && !p.IsTest && p.Name != "AppHost");
        Assert.All(others, p => Assert.Empty(p.References.Intersect(local)));
    }

    [Fact]
    public void Building_blocks_and_service_defaults_know_no_service()
    {
        var shared = Repository.Projects.Where(p => p.Name is "BuildingBlocks" or "ServiceDefaults");
        Assert.All(shared.SelectMany(p => p.References), r => Assert.True(r is "Events.Contracts" or "Access.Contracts" or "ServiceDefaults", r));
    }

    [Fact]
    public void No_code_knows_a_broker_by_name()
    {
        string[] brokers = ["StackExchange.Redis", "RabbitMQ.Client", "Confluent.Kafka"];
        var product = Repository.Projects.Where(p => p.IsService || p.IsContracts || p.Name is "Web" or "BuildingBlocks" or "ServiceDefaults");
        Assert.All(product, p => Assert.Empty(p.Packages.Intersect(brokers)));
    }

    [Fact]
    public void Packages_with_strings_attached_stay_out()
    {
        string[] refused = ["MediatR", "AutoMapper", "MassTransit"];
        Assert.All(Repository.Projects, p => Assert.Empty(p.Packages.Intersect(refused)));
    }

    private static bool IsContracts(string name) => name.EndsWith(".Contracts", StringComparison.Ordinal);
}
