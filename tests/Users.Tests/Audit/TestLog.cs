using Microsoft.Extensions.DependencyInjection;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Tests;

namespace PracticeAspire.Users.Tests.Audit;

/// <summary>Fills a service's audit log and waits until it has its place in the chain.</summary>
internal static class TestLog
{
    public static async Task Acts(this IServiceProvider services, string action, int times)
    {
        var log = services.GetRequiredService<AuditLog>();
        for (var i = 0; i < times; i++)
            await log.WriteAsync(new Audited(Guid.CreateVersion7().ToString(), action).With("nth", i), CancellationToken.None);
        await services.AllSealed();
    }

    /// <summary>Waits until no entry is without its place, and the last checkpoint speaks of them all.</summary>
    public static Task AllSealed(this IServiceProvider services)
    {
        var source = services.GetRequiredService<Npgsql.NpgsqlDataSource>();
        return Eventually.Is(
            async () =>
            {
                await using var command = source.CreateCommand("SELECT count(*) - coalesce((SELECT max(size) FROM audit.checkpoint), 0) FROM audit.entry");
                return (long)(await command.ExecuteScalarAsync())!;
            },
            unsealed => unsealed == 0,
            "the log to be sealed");
    }
}
