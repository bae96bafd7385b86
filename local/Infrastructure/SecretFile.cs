using System.Text;

namespace PracticeAspire.Infrastructure;

/// <summary>Writes files that only their owner may read (mode 0600).</summary>
public static class SecretFile
{
    /// <summary>Creates or replaces <paramref name="file"/>; a reader sees the old text or the new, never half of it.</summary>
    public static async Task WriteAsync(string file, string text, CancellationToken ct)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var draft = $"{file}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var stream = new FileStream(draft, options)) await stream.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
        File.Move(draft, file, overwrite: true);
    }
}
