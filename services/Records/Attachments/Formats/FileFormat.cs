using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Records.Attachments.Formats;

/// <summary>A kind of file that can be attached. It knows where such a file begins and ends, so that nothing else hides in front of it or behind.</summary>
/// <param name="called">"JPEG picture", as people call it.</param>
internal abstract class FileFormat(string mediaType, string called)
{
    // Beyond, a browser that draws it stops answering: a small file can say that it is enormous.
    private const long MostPixels = 300_000_000;

    public string MediaType => mediaType;

    /// <summary>What was read last.</summary>
    public byte[] Got { get; } = new byte[32];

    /// <summary>Asks for one part after the other, and ends where the file has to.</summary>
    public abstract IEnumerable<Want> Walk();

    /// <summary>What only the end of the file shows.</summary>
    /// <param name="tail">Its last bytes, 64 KiB and a little more where it is that long.</param>
    public virtual void CheckEnd(ReadOnlySpan<byte> tail)
    {
    }

    public RuleBroken CutOff() => new("file-cut-off", $"The {called} ends before it is complete, so nothing was kept. Save it again, then attach that.");

    public RuleBroken Followed() => new(
        "file-polyglot", $"Something else is hidden behind the {called}, so nothing was kept. Open it, save it as a new picture, and attach that.");

    protected RuleBroken Broken() => new("file-damaged", $"The {called} is damaged or is none, so nothing was kept. Open it, save it again, then attach that.");

    protected void CheckSize(long width, long height)
    {
        if (width <= 0 || height <= 0)
            throw Broken();
        if (width * height > MostPixels)
            throw new RuleBroken("file-too-large", $"The picture has {width} by {height} points, which is more than a browser can show. Make it smaller, then attach that.");
    }
}
