using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Notifications.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Notifications.Notices;

/// <summary>A person's own notices; there is no way to name someone else's.</summary>
internal sealed partial class NoticesService(NotificationsDb db, IClock clock, Bell bell, IHostApplicationLifetime lifetime)
    : Contracts.Notices.NoticesBase
{
    private static Guid Person(ServerCallContext context) =>
        context.Caller() is { IsService: false, PersonId: var person } && person != Guid.Empty
            ? person
            : throw new NotAllowed("Only people have notices.");

    private async Task<UnreadCount> CountUnreadAsync(Guid person, CancellationToken ct) =>
        new() { Unread = await db.Notices.CountAsync(n => n.PersonId == person && n.ReadAt == null, ct) };
}
