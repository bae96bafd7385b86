using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Notifications.Appointments;
using PracticeAspire.Notifications.Contracts;
using PracticeAspire.Notifications.Records;

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

    private Contracts.Notice ToReply(Notice notice)
    {
        var reply = new Contracts.Notice
        {
            Id = notice.Id.ToString(),
            Kind = notice.News.Kind,
            At = notice.At.ToTimestamp(),
            Read = notice.ReadAt is not null,
            PatientId = notice.News.PatientId.ToString(),
        };
        switch (notice.News)
        {
            case AppointmentNews news:
                reply.AppointmentId = news.AppointmentId.ToString();
                reply.Start = news.StartsAt.ToTimestamp();
                reply.PreviousStart = news.PreviousStartsAt?.ToTimestamp();
                reply.Zone = news.Zone;
                reply.VisitType = news.VisitType;
                reply.PractitionerId = news.PractitionerId.ToString();
                break;
            case RecordNews news:
                reply.MatterId = news.MatterId.ToString();
                reply.ViewerId = news.ViewerId.ToString();
                reply.OpenUntil = news.OpenUntil?.ToTimestamp();
                reply.ToldAs = news.ToldAs(notice.PersonId, notice.ActsFor);
                reply.Zone = practice.Zone.Id;
                break;
        }

        return reply;
    }
}
