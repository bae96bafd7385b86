using PracticeAspire.Sidecar.Resources;

namespace PracticeAspire.Sidecar.Secrets;

/// <summary><c>secretstores.local.env</c>: variables of this process; one that is not set is an empty secret, not an error.</summary>
internal sealed class EnvironmentSecrets(string prefix) : ISecretStore
{
    public static EnvironmentSecrets From(ComponentProperties properties)
    {
        properties.AllowOnly("prefix");
        return new EnvironmentSecrets(properties.Text("prefix") ?? "");
    }

    public IEnumerable<string> Names => Environment.GetEnvironmentVariables().Keys.Cast<string>()
        .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && !IsOwn(name))
        .Select(name => name[prefix.Length..]);

    public IReadOnlyDictionary<string, string>? Find(string name) => new Dictionary<string, string>
    {
        [name] = IsOwn(prefix + name) ? "" : Environment.GetEnvironmentVariable(prefix + name) ?? "",
    };

    // The sidecar's own tokens are nobody's secret to read.
    private static bool IsOwn(string variable) =>
        variable.Equals("APP_API_TOKEN", StringComparison.OrdinalIgnoreCase) || variable.StartsWith("DAPR_", StringComparison.OrdinalIgnoreCase);
}
