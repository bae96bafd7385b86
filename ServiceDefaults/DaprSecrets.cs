using Dapr.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace PracticeAspire.ServiceDefaults;

/// <summary>Secrets reach a process through its sidecar only, and look like any other setting from then on (<c>clients:web</c>).</summary>
public static class DaprSecrets
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Reads the whole secret store named by <c>Secrets:Store</c> (default <c>secretstore</c>; empty when the settings already hold them).
    /// Waits up to 60 s for the sidecar, because nothing says which of the two starts first.
    /// </summary>
    public static WebApplicationBuilder AddDaprSecrets(this WebApplicationBuilder builder)
    {
        if ((builder.Configuration["Secrets:Store"] ?? DaprNames.SecretStore) is { Length: > 0 } store)
            builder.Configuration.AddInMemoryCollection(ReadAsync(store).GetAwaiter().GetResult());
        return builder;
    }

    private static async Task<Dictionary<string, string?>> ReadAsync(string store)
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var dapr = new DaprClientBuilder().Build();
        try
        {
            await dapr.WaitForSidecarAsync(deadline.Token);
            var secrets = await dapr.GetBulkSecretAsync(store, cancellationToken: deadline.Token);

            // A store of nested files says { "clients:web": { "clients:web": … } }, Kubernetes says { "clients": { "web": … } }.
            return secrets
                .SelectMany(secret => secret.Value.Select(part => (
                    Key: part.Key == secret.Key ? secret.Key : $"{secret.Key}:{part.Key}",
                    part.Value)))
                .ToDictionary(s => s.Key, s => (string?)s.Value, StringComparer.OrdinalIgnoreCase);
        }
        catch (Exception failure) when (failure is OperationCanceledException or Dapr.DaprException)
        {
            throw new InvalidOperationException(
                $"The secret store '{store}' could not be read through the sidecar within {Patience.TotalSeconds:0} s. " +
                "Is the sidecar running, and does its resources path hold that component?", failure);
        }
    }
}
