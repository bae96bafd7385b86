using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Notifications.Contracts;

namespace PracticeAspire.Notifications.Notices;

internal sealed partial class NoticesService
{
    public override async Task<ListNoticesReply> ListNotices(ListNoticesRequest request, ServerCallContext context)
    {
        var person = Person(context);
        var limit = request.Limit switch
        {
            0 => 20,
            >= 1 and <= 100 => request.Limit,
            _ => throw new Malformed("limit", "The field limit must be between 1 and 100."),
        };

        var notices = await ShownTo(person).AsNoTracking().Include(n => n.News)
            .OrderByDescending(n => n.At).ThenByDescending(n => n.Id)
            .Take(limit).ToListAsync(context.CancellationToken);

        var reply = new ListNoticesReply { Unread = (await CountUnreadAsync(person, context.CancellationToken)).Unread };
        reply.Notices.AddRange(notices.Select(ToReply));
        return reply;
    }

    private static Contracts.Notice ToReply(Notice notice) => new()
    {
        Id = notice.Id.ToString(),
        Kind = notice.News.Kind,
        AppointmentId = notice.News.AppointmentId.ToString(),
        At = notice.At.ToTimestamp(),
        Read = notice.ReadAt is not null,
        Start = notice.News.StartsAt.ToTimestamp(),
        PreviousStart = notice.News.PreviousStartsAt?.ToTimestamp(),
        Zone = notice.News.Zone,
        VisitType = notice.News.VisitType,
        PatientId = notice.News.PatientId.ToString(),
        PractitionerId = notice.News.PractitionerId.ToString(),
    };
}
