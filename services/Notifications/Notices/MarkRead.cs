using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Notifications.Contracts;

namespace PracticeAspire.Notifications.Notices;

internal sealed partial class NoticesService
{
    public override async Task<UnreadCount> MarkRead(MarkReadRequest request, ServerCallContext context)
    {
        var person = Person(context);
        var ct = context.CancellationToken;
        var ids = request.Ids.Select(id => id.ToId("ids")).ToList();
        var now = clock.GetCurrentInstant().ToDateTimeOffset();

        var marked = await ShownTo(person)
            .Where(n => n.ReadAt == null && (ids.Count == 0 || ids.Contains(n.Id)))
            .ExecuteUpdateAsync(set => set.SetProperty(n => n.ReadAt, now), ct);
        if (marked > 0)
            await db.Database.ExecuteSqlAsync($"SELECT pg_notify({Bell.Channel}, {person.ToString()})", ct);
        return await CountUnreadAsync(person, ct);
    }
}
