using Microsoft.EntityFrameworkCore;

namespace PracticeAspire.Notifications.Records;

/// <summary>Until the transaction ends, news of records is either written or removed, so that what is written meanwhile is not left over.</summary>
internal static class Erasing
{
    public static Task WaitForErasingAsync(this NotificationsDb db, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock_shared(hashtext('record_news'))", ct);

    public static Task WaitForTellingAsync(this NotificationsDb db, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('record_news'))", ct);
}
