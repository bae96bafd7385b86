using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.BuildingBlocks;

/// <summary>
/// What the log was, outside the database: a file in <c>Audit:AnchorFolder</c> that is only ever added to. One line for each entry
/// (<c>leaf 17 base64</c>) and the signed checkpoints between them, so that whoever rules over the database cannot shorten or rewrite the log unseen.
/// </summary>
internal sealed class AnchorFile(IConfiguration configuration, ThisApp app)
{
    private const int Tail = 128 * 1024;

    /// <summary>Put behind what a crash left unfinished; readers pass over such a line.</summary>
    private const string Torn = " (torn)\n";

    private readonly string path = Path.Combine(configuration.GetRequired("Audit:AnchorFolder"), $"{app.Name}.anchor");

    public string Name => path;

    /// <returns>The last entry and the size of the last checkpoint that the file knows of.</returns>
    public async Task<(long Seq, byte[]? Leaf, long Sealed)> LastAsync(CancellationToken ct)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var (text, whole) = await ReadTailAsync(ct);
        if (!whole)
            await AppendAsync(Torn, ct);

        var (seq, leaf, size) = (0L, (byte[]?)null, 0L);
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Split(' ') is ["leaf", var number, var hash])
                (seq, leaf) = (long.Parse(number, CultureInfo.InvariantCulture), Convert.FromBase64String(hash));
            else if (lines[i] == "checkpoint" && i + 6 < lines.Length && lines[i + 6].StartsWith('—') && !lines[i + 6].EndsWith(')'))
                size = long.Parse(lines[i + 2], CultureInfo.InvariantCulture);
        }

        return (seq, leaf, size);
    }

    public Task AddAsync(long first, IEnumerable<byte[]> leaves, CancellationToken ct)
    {
        var lines = new StringBuilder();
        foreach (var leaf in leaves)
            lines.Append(CultureInfo.InvariantCulture, $"leaf {first++} {Convert.ToBase64String(leaf)}\n");
        return AppendAsync(lines.ToString(), ct);
    }

    public Task AddAsync(string checkpoint, CancellationToken ct) => AppendAsync($"checkpoint\n{checkpoint}", ct);

    private async Task AppendAsync(string text, CancellationToken ct)
    {
        await using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        await file.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
        file.Flush(flushToDisk: true);
    }

    /// <returns>The end of the file from a line's beginning on, up to its last full line; and whether that is where the file ends.</returns>
    private async Task<(string Text, bool Whole)> ReadTailAsync(CancellationToken ct)
    {
        if (!File.Exists(path))
            return ("", true);

        await using var file = File.OpenRead(path);
        var begin = Math.Max(0, file.Length - Tail);
        file.Position = begin;
        var bytes = new byte[file.Length - begin];
        await file.ReadExactlyAsync(bytes, ct);
        var text = Encoding.UTF8.GetString(bytes);
        if (begin > 0)
            text = text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..];
        return (text[..(text.LastIndexOf('\n') + 1)], bytes.Length == 0 || text.EndsWith('\n'));
    }
}
