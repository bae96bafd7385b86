using System.Text.Json;

namespace PracticeAspire.BuildingBlocks;

/// <summary>
/// Takes a bundle apart into its entries while it arrives, so that a file of 256 MiB needs the memory of its largest entry.
/// Only the JSON is looked at; what an entry means is the business of who takes it.
/// </summary>
public sealed class BundleReader(Action<int, ReadOnlyMemory<byte>> onEntry)
{
    private const int LargestEntry = 32 * 1024 * 1024;
    private const int EntryDepth = 2;

    private readonly HashSet<string> members = [];
    private JsonReaderState state = new(new JsonReaderOptions { MaxDepth = 64 });
    private byte[] buffer = new byte[128 * 1024];
    private int filled;
    private int position;
    private int worthReading = 1;
    private int entryStart = -1;
    private bool started;
    private string? member;
    private string? resourceType;

    /// <summary>How many were handed over so far.</summary>
    public int Entries { get; private set; }

    /// <summary>The next bytes of the file, in any portions.</summary>
    /// <exception cref="BundleUnreadable">It is not a FHIR bundle in JSON, or a broken one.</exception>
    public void Take(ReadOnlySpan<byte> chunk)
    {
        Append(chunk);

        // A token larger than the buffer is read again from its start each time; waiting for twice as much keeps that linear.
        if (filled - position >= worthReading)
            Read(last: false);
    }

    /// <summary>There are no more bytes.</summary>
    /// <exception cref="BundleUnreadable">The file ends too early, or is no bundle.</exception>
    public void Finish()
    {
        Read(last: true);
        if (resourceType != "Bundle")
            throw new BundleUnreadable("This is not a FHIR bundle: the resource at the top is not of the type Bundle. Export them as a bundle.");
    }

    private void Read(bool last)
    {
        if (!started && !Start(last))
            return;

        var reader = new Utf8JsonReader(buffer.AsSpan(position, filled - position), last, state);
        try
        {
            while (reader.Read())
                See(ref reader);
        }
        catch (JsonException broken)
        {
            throw BundleUnreadable.At(broken);
        }
        catch (InvalidOperationException)
        {
            throw new BundleUnreadable("This is not UTF-8 text. Export the bundle as JSON in UTF-8.");
        }

        state = reader.CurrentState;
        position += (int)reader.BytesConsumed;
        worthReading = Math.Max(1, 2 * (filled - position));
        if (filled - (entryStart >= 0 ? entryStart : position) > LargestEntry)
            throw new BundleUnreadable($"entry[{Entries}] is larger than {LargestEntry >> 20} MiB. Export the bundle without attachments.");
    }

    private bool Start(bool last)
    {
        var begin = buffer.AsSpan(0, filled);
        if (begin.Length < 5 && !last)
            return false;

        started = true;
        if (begin.StartsWith("\uFEFF"u8))
            position = 3;
        BundleUnreadable.ThrowIfOtherFormat(begin[position..]);
        return true;
    }

    private void See(ref Utf8JsonReader reader)
    {
        switch (reader.CurrentDepth)
        {
            case 0 when reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject):
                throw new BundleUnreadable("This is not a FHIR bundle: it does not begin with an object. Export them as a bundle in JSON.");
            case 1 when reader.TokenType == JsonTokenType.PropertyName:
                member = reader.GetString()!;
                if (!members.Add(member))
                    throw new BundleUnreadable($"The bundle says “{member}” twice, so nobody can tell which is meant. Export it again.");
                break;
            case 1 when member == "resourceType" && reader.TokenType == JsonTokenType.String:
                resourceType = reader.GetString();
                break;
            case 1 when member == "entry" && reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.EndArray):
                throw new BundleUnreadable("This is not a FHIR bundle: its “entry” is not a list.");
            case EntryDepth when member == "entry":
                SeeEntry(ref reader);
                break;
        }
    }

    private void SeeEntry(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            entryStart = position + (int)reader.TokenStartIndex;
            return;
        }

        var start = entryStart >= 0 ? entryStart : position + (int)reader.TokenStartIndex;
        onEntry(Entries++, buffer.AsMemory(start, position + (int)reader.BytesConsumed - start));
        entryStart = -1;
    }

    private void Append(ReadOnlySpan<byte> chunk)
    {
        var keep = entryStart >= 0 ? entryStart : position;
        var kept = filled - keep;
        if (kept + chunk.Length > buffer.Length)
        {
            var larger = new byte[Math.Max(2 * buffer.Length, kept + chunk.Length)];
            buffer.AsSpan(keep, kept).CopyTo(larger);
            buffer = larger;
        }
        else if (keep > 0)
        {
            buffer.AsSpan(keep, kept).CopyTo(buffer);
        }

        position -= keep;
        entryStart = entryStart >= 0 ? 0 : -1;
        chunk.CopyTo(buffer.AsSpan(kept));
        filled = kept + chunk.Length;
    }
}
