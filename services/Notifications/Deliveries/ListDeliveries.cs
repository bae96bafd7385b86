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
        var appointment = request.AppointmentId.ToId("appointment_id");
        var represented = db.RepresentedBy(caller.PersonId, clock.GetCurrentInstant().ToDateTimeOffset());
        var deliveries = await db.Deliveries.AsNoTracking().Include(d => d.News)
            .Where(d => d.News.AppointmentId == appointment)
            .Where(d => caller.May(Permissions.ReadDeliveries) || (d.PersonId == caller.PersonId && (d.ActsFor == null || represented.Contains(d.ActsFor.Value))))
            .OrderBy(d => d.CreatedAt).ThenBy(d => d.Id)
            .ToListAsync(context.CancellationToken);

        var reply = new ListDeliveriesReply();
        reply.Deliveries.AddRange(deliveries.Select(ToReply));
        return reply;
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
