using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace PracticeAspire.Sidecar.Resources;

internal sealed record SecretScope(string Store, bool DeniedByDefault, IReadOnlyList<string> Allowed, IReadOnlyList<string> Denied)
{
    public bool Permits(string secret) => Allowed.Count > 0
        ? Allowed.Contains(secret)
        : !Denied.Contains(secret) && !DeniedByDefault;
}

/// <summary>
/// The <c>kind: Configuration</c> file. <see cref="SamplingRate"/> is null when tracing is not configured at all,
/// which daprd treats differently from "0".
/// </summary>
internal sealed partial record Configuration(double? SamplingRate, string? OtlpEndpoint, string? OtlpProtocol, IReadOnlyList<SecretScope> SecretScopes)
{
    public static readonly Configuration None = new(null, null, null, []);

    private static readonly string[] Unsupported = ["accessControl", "httpPipeline", "appHttpPipeline", "api", "components"];

    public static Configuration Load(IReadOnlyList<string> files)
    {
        var configuration = None;
        foreach (var file in files)
        {
            try
            {
                configuration = Read(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or YamlException or FormatException)
            {
                throw new StartupError($"error loading configuration {file}: {e.Message}", e);
            }
        }
        return configuration;
    }

    private static Configuration Read(string file)
    {
        // Configuration files, and only they, have environment variables expanded.
        var text = Variable().Replace(File.ReadAllText(file),
            match => Environment.GetEnvironmentVariable(match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value) ?? "");
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        var spec = stream.Documents[0].RootNode.At("spec");
        if (Unsupported.FirstOrDefault(name => spec.At(name) is not null) is { } name)
            throw new StartupError($"{file}: spec.{name} needs the real daprd");
        if (spec.Text("nameResolution", "component") is { } resolver and not "mdns")
            throw new StartupError($"{file}: name resolution '{resolver}' needs the real daprd; sidecars here find each other through the folder in PRACTICE_NAME_DIRECTORY");
        if (spec.Text("mtls", "enabled") == "true")
            throw new StartupError($"{file}: mtls needs the real daprd");
        return new Configuration(
            spec.Text("tracing", "samplingRate") is { Length: > 0 } rate ? double.Parse(rate, NumberStyles.Float, CultureInfo.InvariantCulture) : null,
            spec.Text("tracing", "otel", "endpointAddress"),
            spec.Text("tracing", "otel", "protocol"),
            [.. spec.Items("secrets", "scopes").Select(Scope)]);
    }

    private static SecretScope Scope(YamlNode node) => new(
        node.Text("storeName") ?? throw new FormatException("a secret scope has no storeName"),
        string.Equals(node.Text("defaultAccess"), "deny", StringComparison.OrdinalIgnoreCase),
        node.Texts("allowedSecrets"),
        node.Texts("deniedSecrets"));

    [GeneratedRegex(@"\$(?:\{(\w+)\}|(\w+))")]
    private static partial Regex Variable();
}
