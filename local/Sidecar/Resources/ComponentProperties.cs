using System.Globalization;
using PracticeAspire.Sidecar.Options;

namespace PracticeAspire.Sidecar.Resources;

/// <summary>A component's metadata with references resolved; names are case-insensitive as in Dapr's own components.</summary>
internal sealed class ComponentProperties(Component component, IReadOnlyDictionary<string, string> values)
{
    private readonly Dictionary<string, string> values = new(values, StringComparer.OrdinalIgnoreCase);

    public Component Component => component;

    /// <summary>Refuses what this sidecar would have to ignore: a setting that silently does nothing hides a bug until production.</summary>
    public void AllowOnly(params ReadOnlySpan<string> names)
    {
        var known = names.ToArray();
        foreach (var name in values.Keys)
        {
            if (!known.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw new StartupError($"component {component.Name} ({component.Type}/{component.Version}) in {component.File}: metadata '{name}' is not known here; known are {string.Join(", ", known)}");
        }
    }

    public string? Text(string name) => values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    public string Required(string name) =>
        Text(name) ?? throw new StartupError($"component {component.Name} in {component.File}: metadata '{name}' is missing or empty");

    public bool Flag(string name) => Text(name)?.ToUpperInvariant() is "TRUE" or "1" or "YES" or "Y" or "ON" or "T";

    public int Number(string name, int otherwise) => Parse(name, otherwise, text => int.Parse(text, CultureInfo.InvariantCulture));

    /// <summary>A plain number is milliseconds, anything else a Go duration.</summary>
    public TimeSpan Duration(string name, TimeSpan otherwise) => Parse(name, otherwise, text =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? TimeSpan.FromMilliseconds(milliseconds)
            : Quantity.ParseDuration(text));

    private T Parse<T>(string name, T otherwise, Func<string, T> parse)
    {
        if (Text(name) is not { } text)
            return otherwise;
        try
        {
            return parse(text);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new StartupError($"component {component.Name} in {component.File}: metadata '{name}' cannot be '{text}'");
        }
    }
}
