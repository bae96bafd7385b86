using System.Globalization;

namespace PracticeAspire.Sidecar.Options;

/// <summary>Reads daprd's flags: <c>--name value</c>, <c>--name=value</c>, one dash or two, bare for a boolean.</summary>
internal static class CommandLine
{
    public static SidecarOptions Parse(IReadOnlyList<string> args)
    {
        var options = new SidecarOptions();
        for (var i = 0; i < args.Count; i++)
        {
            var (name, value) = Split(args[i]);
            if (!Flags.All.TryGetValue(name, out var flag))
                throw new StartupError($"unknown flag --{name}");
            if (value is null && flag.IsBoolean)
                value = "true";
            value ??= ++i < args.Count ? args[i] : throw new StartupError($"flag --{name} needs a value");
            options = Apply(options, name, flag, value);
        }
        return Check(options);
    }

    private static (string Name, string? Value) Split(string argument)
    {
        if (!argument.StartsWith('-'))
            throw new StartupError($"'{argument}' is not a flag; flags start with --");
        var text = argument.TrimStart('-');
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (text, null) : (text[..equals], text[(equals + 1)..]);
    }

    private static SidecarOptions Apply(SidecarOptions options, string name, Flag flag, string value)
    {
        try
        {
            return flag.Apply(options, value);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new StartupError($"flag --{name}: '{value}' is not a valid value");
        }
    }

    private static SidecarOptions Check(SidecarOptions options)
    {
        if (options.AppId.Length == 0)
            throw new StartupError("flag --app-id is required");
        if (options.AppId.Contains('.', StringComparison.Ordinal))
            throw new StartupError($"invalid app-id '{options.AppId}': dots are not allowed");
        if (options.AppProtocol is "https" or "grpc" or "grpcs")
            throw new StartupError($"--app-protocol {options.AppProtocol} is a daprd protocol that this sidecar does not have; use http or h2c");
        if (options.AppProtocol is not ("http" or "h2c"))
            throw new StartupError($"invalid value for --app-protocol: '{options.AppProtocol}'");
        if (options.AppPort is { } port && (port == options.HttpPort || port == options.GrpcPort))
            throw new StartupError(string.Create(CultureInfo.InvariantCulture, $"the app's port {port} must differ from the sidecar's own ports"));
        if (options.AppHealthTimeout > options.AppHealthInterval)
            throw new StartupError("--app-health-probe-timeout must not be longer than --app-health-probe-interval");
        return options;
    }
}
