namespace PracticeAspire.Infrastructure;

/// <summary>Lets one process at a time write below <see cref="LocalFolders.Tools"/>, so that parallel first runs do not spoil each other's downloads.</summary>
internal static class ToolsLock
{
    public static async Task<IDisposable> AcquireAsync(CancellationToken ct)
    {
        Directory.CreateDirectory(LocalFolders.Tools);
        while (true)
        {
            try
            {
                return new FileStream(
                    Path.Combine(LocalFolders.Tools, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(200, ct);
            }
        }
    }
}
