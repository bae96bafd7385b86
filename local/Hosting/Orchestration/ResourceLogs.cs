using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Aspire.Hosting.Orchestration;

/// <summary>One line a resource wrote.</summary>
internal sealed record LogLine(int Number, string Text, bool IsError);

/// <summary>The latest lines of every resource, over all its runs.</summary>
internal sealed class ResourceLogs
{
    private readonly ConcurrentDictionary<string, Log> _logs = new(StringComparer.OrdinalIgnoreCase);

    public void Write(string resource, string text, bool isError = false) => For(resource).Write(text, isError);

    public IReadOnlyList<string> Tail(string resource, int lines) => For(resource).Tail(lines);

    public IAsyncEnumerable<IReadOnlyList<LogLine>> ReadAsync(string resource, bool follow, CancellationToken ct) =>
        For(resource).ReadAsync(follow, ct);

    private Log For(string resource) => _logs.GetOrAdd(resource, _ => new Log());

    private sealed class Log
    {
        private const int Kept = 2_000;

        private readonly Lock _gate = new();
        private readonly Queue<LogLine> _lines = new();
        private readonly List<Channel<LogLine>> _readers = [];
        private int _count;

        public void Write(string text, bool isError)
        {
            lock (_gate)
            {
                var line = new LogLine(++_count, text, isError);
                _lines.Enqueue(line);
                if (_lines.Count > Kept) _lines.Dequeue();
                foreach (var reader in _readers) reader.Writer.TryWrite(line);
            }
        }

        public IReadOnlyList<string> Tail(int lines)
        {
            lock (_gate) return [.. _lines.TakeLast(lines).Select(l => l.Text)];
        }

        public async IAsyncEnumerable<IReadOnlyList<LogLine>> ReadAsync(bool follow, [EnumeratorCancellation] CancellationToken ct)
        {
            var channel = Channel.CreateUnbounded<LogLine>();
            LogLine[] before;
            lock (_gate)
            {
                before = [.. _lines];
                _readers.Add(channel);
            }

            try
            {
                yield return before;
                while (follow && await channel.Reader.WaitToReadAsync(ct))
                {
                    var batch = new List<LogLine>();
                    while (batch.Count < 200 && channel.Reader.TryRead(out var line)) batch.Add(line);
                    yield return batch;
                }
            }
            finally
            {
                lock (_gate) _readers.Remove(channel);
            }
        }
    }
}
