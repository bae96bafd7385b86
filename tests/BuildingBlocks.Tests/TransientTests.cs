using Npgsql;

namespace PracticeAspire.BuildingBlocks.Tests;

public sealed class TransientTests
{
    [Fact]
    public void A_database_that_went_away_passes_by_itself_however_it_is_wrapped()
    {
        var broken = new NpgsqlException("The connection was closed.", new IOException());
        Assert.True(Transient.Is(broken));
        Assert.True(Transient.Is(new InvalidOperationException("An exception has been raised that is likely due to a transient failure.", broken)));
        Assert.True(Transient.Is(new PostgresException("deadlock detected", "ERROR", "ERROR", PostgresErrorCodes.DeadlockDetected)));
    }

    [Fact]
    public void A_broken_rule_or_a_mistake_of_ours_does_not()
    {
        Assert.False(Transient.Is(new PostgresException("duplicate key", "ERROR", "ERROR", PostgresErrorCodes.UniqueViolation)));
        Assert.False(Transient.Is(new InvalidOperationException()));
    }
}
