using System.Globalization;
using System.Text.Json;
using PracticeAspire.Sidecar.Resources;

namespace PracticeAspire.Sidecar.Secrets;

/// <summary><c>secretstores.local.file</c>: a JSON file, read once, nested names joined by the separator.</summary>
internal sealed class FileSecrets(Dictionary<string, Dictionary<string, string>> secrets) : ISecretStore
{
    public IEnumerable<string> Names => secrets.Keys;

    public IReadOnlyDictionary<string, string>? Find(string name) => secrets.GetValueOrDefault(name);

    public static FileSecrets Load(ComponentProperties properties)
    {
        properties.AllowOnly("secretsFile", "nestedSeparator", "multiValued");
        var file = properties.Required("secretsFile");
        var separator = properties.Text("nestedSeparator") ?? ":";
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            return new FileSecrets(properties.Flag("multiValued")
                ? Grouped(document.RootElement, separator)
                : Flatten(document.RootElement, separator, "").ToDictionary(s => s.Key, s => new Dictionary<string, string> { [s.Key] = s.Value }));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new StartupError($"component {properties.Component.Name}: the secrets file '{file}' cannot be read: {e.Message}", e);
        }
    }

    private static Dictionary<string, Dictionary<string, string>> Grouped(JsonElement root, string separator) =>
        root.EnumerateObject().ToDictionary(
            entry => entry.Name,
            entry => entry.Value.ValueKind == JsonValueKind.Object
                ? Flatten(entry.Value, separator, "").ToDictionary()
                : new Dictionary<string, string> { [entry.Name] = entry.Value.ToString() });

    private static IEnumerable<KeyValuePair<string, string>> Flatten(JsonElement element, string separator, string path)
    {
        string Below(string name) => path.Length == 0 ? name : path + separator + name;
        return element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().SelectMany(child => Flatten(child.Value, separator, Below(child.Name))),
            JsonValueKind.Array => element.EnumerateArray().SelectMany((child, i) => Flatten(child, separator, Below(i.ToString(CultureInfo.InvariantCulture)))),
            _ => [KeyValuePair.Create(path, element.ToString())],
        };
    }
}
