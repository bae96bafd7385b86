using PracticeAspire.Sidecar.Secrets;

namespace PracticeAspire.Sidecar.Resources;

/// <summary>Turns a component's metadata items into values: plain, from the environment, or from a secret store already loaded.</summary>
internal sealed class ReferenceResolver(string appId, IReadOnlyDictionary<string, ISecretStore> secretStores, ILogger log)
{
    public ComponentProperties Resolve(Component component)
    {
        Dictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase);
        foreach (var item in component.Metadata)
        {
            if (Value(component, item) is { } value)
                values[item.Name] = value;
        }
        return new ComponentProperties(component, values);
    }

    private string? Value(Component component, MetadataItem item)
    {
        if (item.Secret is { } secret)
            return Secret(component, item, secret);
        if (item.EnvRef is { Length: > 0 } variable)
            return FromEnvironment(variable);
        return Template(item.Value ?? "");
    }

    private string? Secret(Component component, MetadataItem item, SecretReference secret)
    {
        if (component.SecretStore is { Length: > 0 } name && secretStores.TryGetValue(name, out var store)
            && store.Find(secret.Name) is { } found && found.TryGetValue(secret.Key, out var value))
        {
            return value;
        }

        // daprd goes on without the property; the component then says what it misses.
        log.LogError("component {Component}: secret {Secret} for metadata {Item} could not be read", component.Name, secret.Name, item.Name);
        return null;
    }

    private static string FromEnvironment(string variable) =>
        variable == "APP_API_TOKEN" || variable.StartsWith("DAPR_", StringComparison.OrdinalIgnoreCase)
            ? ""
            : Environment.GetEnvironmentVariable(variable) ?? "";

    private string Template(string value)
    {
        if (!value.Contains('{', StringComparison.Ordinal))
            return value;
        while (value.IndexOf("{uuid}", StringComparison.Ordinal) is var at and >= 0)
            value = value.Remove(at, 6).Insert(at, Guid.NewGuid().ToString());
        if (value.Contains("{podName}", StringComparison.Ordinal))
        {
            var pod = Environment.GetEnvironmentVariable("POD_NAME") ?? throw new StartupError("{podName} is used in a component, but POD_NAME is not set");
            value = value.Replace("{podName}", pod, StringComparison.Ordinal);
        }
        var space = Environment.GetEnvironmentVariable("NAMESPACE") is { Length: > 0 } name ? name : "default";
        return value
            .Replace("{namespace}", $"{space}.{appId}", StringComparison.Ordinal)
            .Replace("{appID}", appId, StringComparison.Ordinal);
    }
}
