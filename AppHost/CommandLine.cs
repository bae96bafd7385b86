using System.Globalization;
using PracticeAspire.Infrastructure;

namespace PracticeAspire.AppHost;

/// <summary>What the person who starts the app host wants: arguments first, then environment variables, then defaults.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        dotnet run --project AppHost [-- options]

          --fresh                 start empty: databases, events and mails of earlier runs are deleted
          --no-dashboard          without Aspire's dashboard
          --local-dir <folder>    where data and generated secrets are kept (PRACTICE_LOCAL_DIR; default .local)
          --web-port <port>       default 5080  (PRACTICE_WEB_PORT)
          --dashboard-port <port> default 15888 (PRACTICE_DASHBOARD_PORT)
          --mailbox-port <port>   default 1080  (PRACTICE_MAILBOX_PORT); port 0 means any free one
          -- <arguments>          what follows is for Aspire itself
        """;

    public bool Help { get; private init; }

    public bool Fresh { get; private init; }

    public bool NoDashboard { get; private init; }

    public string LocalFolder { get; private init; } = LocalFolders.Data;

    public int WebPort { get; private init; }

    public int DashboardPort { get; private init; }

    public int MailboxPort { get; private init; }

    public string[] ForAspire { get; private init; } = [];

    /// <summary>What is wrong with the arguments; null when nothing is.</summary>
    public string? Refusal { get; private init; }

    public static CommandLine Parse(string[] args)
    {
        try
        {
            return Read(args);
        }
        catch (FormatException e)
        {
            return new CommandLine { Refusal = $"{e.Message}\n\n{Usage}" };
        }
    }

    private static CommandLine Read(string[] args)
    {
        var own = new Queue<string>(args.TakeWhile(a => a != "--"));
        var line = new CommandLine
        {
            WebPort = PortFromEnvironment("PRACTICE_WEB_PORT", 5080),
            DashboardPort = PortFromEnvironment("PRACTICE_DASHBOARD_PORT", 15888),
            MailboxPort = PortFromEnvironment("PRACTICE_MAILBOX_PORT", 1080),
        };
        while (own.TryDequeue(out var option))
        {
            line = option switch
            {
                "--help" or "-h" => line with { Help = true },
                "--fresh" => line with { Fresh = true },
                "--no-dashboard" => line with { NoDashboard = true },
                "--local-dir" => line with { LocalFolder = Path.GetFullPath(ValueOf(option)) },
                "--web-port" => line with { WebPort = Port(option, ValueOf(option)) },
                "--dashboard-port" => line with { DashboardPort = Port(option, ValueOf(option)) },
                "--mailbox-port" => line with { MailboxPort = Port(option, ValueOf(option)) },
                _ => throw new FormatException($"'{option}' is not an option of the app host."),
            };
        }

        return line with
        {
            WebPort = Chosen(line.WebPort),
            MailboxPort = Chosen(line.MailboxPort),
            ForAspire =
            [
                $"--PRACTICE_LOCAL_DIR={line.LocalFolder}",
                $"--ASPNETCORE_URLS=http://localhost:{Chosen(line.DashboardPort)}",
                $"--ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=http://localhost:{FreePort.Next()}",
                .. args.SkipWhile(a => a != "--").Skip(1),
            ],
        };

        string ValueOf(string option) => own.TryDequeue(out var value) ? value : throw new FormatException($"'{option}' needs a value.");
    }

    private static int PortFromEnvironment(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? Port(name, value) : otherwise;

    private static int Port(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port < 65536
            ? port
            : throw new FormatException($"'{name}' must be a port between 0 and 65535, not '{value}'.");

    private static int Chosen(int port) => port == 0 ? FreePort.Next() : port;
}
