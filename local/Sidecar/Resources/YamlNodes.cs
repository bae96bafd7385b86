using YamlDotNet.RepresentationModel;

namespace PracticeAspire.Sidecar.Resources;

/// <summary>A YAML mapping read by name: what is missing is null or empty, what has the wrong shape is a <see cref="FormatException"/>.</summary>
internal static class YamlNodes
{
    public static YamlNode? At(this YamlNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (node is not YamlMappingNode mapping)
                return null;
            mapping.Children.TryGetValue(new YamlScalarNode(name), out node);
        }
        return node;
    }

    public static string? Text(this YamlNode? node, params ReadOnlySpan<string> path) => node.At(path) switch
    {
        null => null,
        YamlScalarNode { Value: "null" or "~", Style: YamlDotNet.Core.ScalarStyle.Plain } => null,
        YamlScalarNode scalar => scalar.Value,
        var other => throw new FormatException($"line {other.Start.Line}: a single value is expected here"),
    };

    public static IEnumerable<YamlNode> Items(this YamlNode? node, params ReadOnlySpan<string> path) => node.At(path) switch
    {
        null or YamlScalarNode { Value: null or "" } => [],
        YamlSequenceNode list => list.Children,
        var other => throw new FormatException($"line {other.Start.Line}: a list is expected here"),
    };

    public static IEnumerable<(string Name, YamlNode Value)> Entries(this YamlNode? node, params ReadOnlySpan<string> path) => node.At(path) switch
    {
        null or YamlScalarNode { Value: null or "" } => [],
        YamlMappingNode mapping => mapping.Children.Select(child => (child.Key.Text() ?? "", child.Value)),
        var other => throw new FormatException($"line {other.Start.Line}: names with values are expected here"),
    };

    public static string[] Texts(this YamlNode? node, params ReadOnlySpan<string> path) =>
        [.. node.Items(path).Select(item => item.Text() ?? "")];
}
