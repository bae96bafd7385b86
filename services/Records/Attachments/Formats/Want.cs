namespace PracticeAspire.Records.Attachments.Formats;

/// <summary>What a format asks for next of a file that comes piece by piece.</summary>
/// <param name="Keep">The bytes are to be looked at; otherwise they are passed over.</param>
/// <param name="Until">Pass over everything up to this byte instead of counting.</param>
/// <param name="MayEnd">The file may end here.</param>
internal readonly record struct Want(long Count, bool Keep = false, byte? Until = null, bool MayEnd = false)
{
    public static Want Read(int count, bool mayEnd = false) => new(count, Keep: true, MayEnd: mayEnd);

    public static Want Skip(long count) => new(count);

    public static Want SkipTo(byte found) => new(0, Until: found);
}
