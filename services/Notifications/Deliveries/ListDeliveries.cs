using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Notifications.Contracts;
using PracticeAspire.Notifications.Patients;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Notifications.Deliveries;

internal sealed partial class DeliveriesService
{
    public override async Task<ListDeliveriesReply> ListDeliveries(ListDeliveriesRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var (events, scope, permission) = Asked(request);
        var (all, represented) = (caller.May(permission), db.RepresentedBy(caller.PersonId, scope, clock.GetCurrentInstant().ToDateTimeOffset()));
        var deliveries = await db.Deliveries.AsNoTracking().Include(d => d.News)
            .Where(d => events.Contains(d.EventId))
            .Where(d => all || (d.PersonId == caller.PersonId && (d.ActsFor == null || represented.Contains(d.ActsFor.Value))))
            .OrderBy(d => d.CreatedAt).ThenBy(d => d.Id)
            .ToListAsync(context.CancellationToken);

        var reply = new ListDeliveriesReply();
        reply.Deliveries.AddRange(deliveries.Select(ToReply));
        return reply;
    }

    private (IQueryable<Guid> Events, string Scope, string Permission) Asked(ListDeliveriesRequest request)
    {
        if (request.MatterId.ToIdOrNone("matter_id") is { } matter)
            return (db.RecordNews.Where(n => n.MatterId == matter).Select(n => n.EventId), Scope.Records, Permissions.ReviewRecords);

        var appointment = request.AppointmentId.ToId("appointment_id");
        return (db.AppointmentNews.Where(n => n.AppointmentId == appointment).Select(n => n.EventId), Scope.Appointments, Permissions.ReadDeliveries);
    }

    private static Contracts.Delivery ToReply(Delivery delivery) => new()
    {
        Id = delivery.Id.ToString(),
        Kind = delivery.News.Kind,
        PersonId = delivery.PersonId.ToString(),
        Channel = delivery.Channel,
        Status = delivery.Status,
        Attempts = delivery.Attempts,
        CreatedAt = delivery.CreatedAt.ToTimestamp(),
        SentAt = delivery.SentAt?.ToTimestamp(),
        EventId = delivery.EventId.ToString(),
        Error = delivery.Error ?? "",
    };
}
