using PracticeAspire.Sidecar.Options;
using YamlDotNet.RepresentationModel;

namespace PracticeAspire.Sidecar.Resources;

internal sealed record SecretReference(string Name, string Key);

internal sealed record MetadataItem(string Name, string? Value, string? EnvRef, SecretReference? Secret);

/// <summary>One <c>kind: Component</c> document.</summary>
internal sealed record Component(
    string Name, string Type, string Version, bool IgnoreErrors, TimeSpan InitTimeout,
    IReadOnlyList<MetadataItem> Metadata, string? SecretStore, string File)
{
    public static Component From(YamlNode document, string file) => new(
        document.Text("metadata", "name") ?? throw new FormatException("metadata.name is missing"),
        document.Text("spec", "type") ?? throw new FormatException("spec.type is missing"),
        document.Text("spec", "version") is { Length: > 0 } version ? version : "v1",
        document.Text("spec", "ignoreErrors") == "true",
        document.Text("spec", "initTimeout") is { } timeout ? Quantity.ParseDuration(timeout) : TimeSpan.FromSeconds(5),
        [.. document.Items("spec", "metadata").Select(Item)],
        document.Text("auth", "secretStore"),
        file);

    private static MetadataItem Item(YamlNode node)
    {
        var name = node.Text("name") ?? throw new FormatException($"line {node.Start.Line}: a metadata item has no name");
        var secret = node.Text("secretKeyRef", "name") is { } secretName
            ? new SecretReference(secretName, node.Text("secretKeyRef", "key") is { Length: > 0 } key ? key : secretName)
            : null;
        return new MetadataItem(name, node.Text("value"), node.Text("envRef"), secret);
    }
}
