using System.Diagnostics;
using System.Net.Http.Json;
using PracticeAspire.Infrastructure;

namespace PracticeAspire.Notifications.Tests;

/// <summary>The product's mailbox (maildev) on ports of its own. It ends when the tests end, however they end: its standard input closes.</summary>
internal sealed class SmtpServer : IDisposable
{
    private const string Version = "3.0.0";

    private const string Maildev = """
        const { MailDev } = await import(process.argv[1]);
        await new MailDev({ smtp: +process.argv[2], web: +process.argv[3], ip: '127.0.0.1', webIp: '127.0.0.1', silent: true }).start();
        """;

    private const string RefusesEveryRecipient = """
        const { SMTPServer } = (await import('module')).createRequire(process.argv[1])('smtp-server');
        const refuse = (address, session, done) => done(Object.assign(new Error('No such person: ' + address.address), { responseCode: 550 }));
        await new Promise(up => new SMTPServer({ authOptional: true, onRcptTo: refuse }).listen(+process.argv[2], '127.0.0.1', up));
        """;

    private const string UntilTheTestsEnd = """
        process.stdin.resume(); process.stdin.on('end', () => process.exit()); console.log('ready');
        """;

    private readonly Process node;
    private readonly HttpClient web;

    private SmtpServer(Process node, int smtpPort, int webPort)
    {
        this.node = node;
        SmtpPort = smtpPort;
        web = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{webPort}") };
    }

    public int SmtpPort { get; }

    public static Task<SmtpServer> StartAsync(int? smtpPort = null) => StartAsync(Maildev, smtpPort ?? FreePort.Next());

    public static Task<SmtpServer> StartRefusingAsync() => StartAsync(RefusesEveryRecipient, FreePort.Next());

    /// <returns>What has arrived for an address, oldest first.</returns>
    public async Task<List<ReceivedMail>> MailToAsync(string address)
    {
        var all = await web.GetFromJsonAsync<List<Received>>("/api/email") ?? [];
        var mine = all.Where(m => m.To.Any(t => string.Equals(t.Address, address, StringComparison.OrdinalIgnoreCase))).OrderBy(m => m.Time);
        var mails = new List<ReceivedMail>();
        foreach (var mail in mine)
        {
            await using var source = await web.GetStreamAsync($"/api/email/{mail.Id}/download");
            mails.Add(new ReceivedMail(await MimeKit.MimeMessage.LoadAsync(source)));
        }

        return mails;
    }

    public void Dispose()
    {
        web.Dispose();
        node.StandardInput.Close();
        if (!node.WaitForExit(TimeSpan.FromSeconds(5)))
            node.Kill();
        node.Dispose();
    }

    private static async Task<SmtpServer> StartAsync(string script, int smtpPort)
    {
        var package = await Npm.InstallAsync("maildev", Version, _ => { }, CancellationToken.None);
        var webPort = FreePort.Next();
        var node = Process.Start(new ProcessStartInfo(
            "node", ["--input-type=module", "-e", script + UntilTheTestsEnd, $"{package}/dist/index.js", $"{smtpPort}", $"{webPort}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        while (await node.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == "ready")
                return new SmtpServer(node, smtpPort, webPort);
        }

        throw new InvalidOperationException("The SMTP server did not start.");
    }

    private sealed record Received(string Id, List<Recipient> To, DateTimeOffset Time);

    private sealed record Recipient(string Address);
}
