using System.Runtime.CompilerServices;

namespace PracticeAspire.Tests;

/// <summary>
/// Part of every test project: hosts do not watch their settings for changes, and look at their own pages' files now and then instead of watching them.
/// Each watcher is an inotify instance, of which a user has 128, and outlives its host; tests start hosts by the dozen.
/// </summary>
internal static class NoFileWatchers
{
    [ModuleInitializer]
    internal static void Set()
    {
        Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
        Environment.SetEnvironmentVariable("DOTNET_USE_POLLING_FILE_WATCHER", "true");
    }
}
