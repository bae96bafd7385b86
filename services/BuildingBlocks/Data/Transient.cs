using Npgsql;

namespace PracticeAspire.BuildingBlocks;

/// <summary>Failures that pass by themselves: a database that restarts, a deadlock that chose us, a command that took too long.</summary>
public static class Transient
{
    /// <summary>Also when something wrapped it, as EF does.</summary>
    public static bool Is(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is NpgsqlException { IsTransient: true } or TimeoutException)
                return true;
        }

        return false;
    }
}
