using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using PracticeAspire.Records.Tests.Drafts;
using PracticeAspire.Sidecar.Conformance.Harness;

namespace PracticeAspire.Records.Tests.Canaries;

/// <summary>The service with state store and broker in a real Redis, and with all that it logs and traces kept, down to the least important line.</summary>
public sealed class CanaryHost : DraftsHost
{
    private readonly Lines lines = new();
    private readonly ConcurrentQueue<string> spans = [];
    private readonly ActivityListener listener;

    public CanaryHost(SharedRedis redis)
        : base(redis)
    {
        listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => spans.Enqueue(Describe(span)),
        };
        ActivitySource.AddActivityListener(listener);
    }

    public DateTime Started { get; } = DateTime.UtcNow;

    internal byte[] Logs => Encoding.UTF8.GetBytes(string.Join('\n', lines.All));

    internal byte[] Traces => Encoding.UTF8.GetBytes(string.Join('\n', spans));

    protected override IReadOnlyDictionary<string, string> Components { get; } =
        new Dictionary<string, string> { ["statestore"] = "state.redis", ["pubsub"] = "pubsub.redis" };

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        listener.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(lines).SetMinimumLevel(LogLevel.Trace).AddFilter((_, _) => true));
    }

    private static string Describe(Activity span)
    {
        string?[] parts =
        [
            span.Source.Name, span.DisplayName, span.StatusDescription, .. span.TagObjects.Select(t => $"{t.Key}={t.Value}"), .. span.Baggage.Select(b => $"{b.Key}={b.Value}"),
            .. span.Events.SelectMany(e => e.Tags.Select(t => $"{e.Name} {t.Key}={t.Value}")),
        ];
        return string.Join(' ', parts);
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> All { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            All.Enqueue(Text(state));
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Enqueue($"{formatter(state, exception)} {Text(state)} {exception}");

        public void Dispose()
        {
        }

        private static string Text<TState>(TState state) =>
            state is IEnumerable<KeyValuePair<string, object?>> values ? string.Join(' ', values.Select(v => $"{v.Key}={v.Value}")) : $"{state}";
    }
}
