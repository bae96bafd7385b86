using Dapr;
using Dapr.Client;
using Grpc.Core;
using PracticeAspire.Sidecar.Conformance.Harness;

namespace PracticeAspire.Sidecar.Conformance;

public sealed class SecretTests(SecretTests.Place secrets) : IClassFixture<SecretTests.Place>
{
    private readonly DaprClient client = secrets.Client;

    [Fact]
    public async Task Nested_names_are_joined_by_colons() =>
        Assert.Equal("b's", (await client.GetSecretAsync("secretstore", "a:b"))["a:b"]);

    [Fact]
    public async Task What_the_configuration_does_not_allow_is_denied()
    {
        Assert.Equal(StatusCode.PermissionDenied, await Refusal("secretstore", "hidden"));
        Assert.Equal(["a:b"], (await client.GetBulkSecretAsync("secretstore")).Keys);
    }

    [Fact]
    public async Task A_store_that_is_not_there_is_an_invalid_argument() =>
        Assert.Equal(StatusCode.InvalidArgument, await Refusal("nowhere", "a:b"));

    [Fact]
    public async Task A_secret_that_is_not_in_the_file_is_an_internal_error() =>
        Assert.Equal(StatusCode.Internal, await Refusal("open", "missing"));

    [Fact]
    public async Task A_variable_that_is_not_set_is_an_empty_secret()
    {
        Assert.Equal("here", (await client.GetSecretAsync("environment", "CONFORMANCE"))["CONFORMANCE"]);
        Assert.Equal("", (await client.GetSecretAsync("environment", "CONFORMANCE_MISSING"))["CONFORMANCE_MISSING"]);
    }

    private async Task<StatusCode> Refusal(string store, string key) =>
        ((RpcException)(await Assert.ThrowsAsync<DaprException>(() => client.GetSecretAsync(store, key))).InnerException!).StatusCode;

    public sealed class Place(SharedRedis redis) : IAsyncLifetime
    {
        private readonly Neighbourhood place = new(redis);

        internal DaprClient Client { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var file = Path.Combine(place.Folder, "secrets.json");
            await File.WriteAllTextAsync(file, """{"a":{"b":"b's"},"hidden":"h"}""");
            place.Component("secretstore", "secretstores.local.file", $"- {{name: secretsFile, value: \"{file}\"}}\n");
            place.Component("open", "secretstores.local.file", $"- {{name: secretsFile, value: \"{file}\"}}\n");
            place.Resource("environment", "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: environment\nspec:\n  type: secretstores.local.env\n  version: v1\n");
            place.Configure("secrets:\n  scopes:\n  - storeName: secretstore\n    defaultAccess: deny\n    allowedSecrets: [\"a:b\"]\n");
            place.Environment["CONFORMANCE"] = "here";
            Client = (await place.Sidecar(place.Name("a"))).NewClient();
        }

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await place.DisposeAsync();
        }
    }
}
