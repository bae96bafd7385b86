using Grpc.Core;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Appointments.Schedules;

internal sealed partial class SchedulesService
{
    /// <summary>Creates or changes a visit type. Appointments that are booked keep their times.</summary>
    public override async Task<Contracts.VisitType> SaveVisitType(SaveVisitTypeRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var asked = request.VisitType ?? throw new Malformed("visit_type", "Say which visit type to save.");
        var type = new VisitType
        {
            Id = asked.Id.ToId("id"),
            Name = asked.Name.ToText("name", 100),
            DurationMinutes = asked.DurationMinutes,
            BufferBeforeMinutes = asked.BufferBeforeMinutes,
            BufferAfterMinutes = asked.BufferAfterMinutes,
            GridMinutes = asked.GridMinutes,
            NeedsRoom = asked.NeedsRoom,
            LateCancellationHours = asked.LateCancellationHours,
        };
        type.Check();

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.VisitTypes.FindAsync([type.Id], ct) is { } known)
            db.Entry(known).CurrentValues.SetValues(type);
        else
            db.VisitTypes.Add(type);
        await db.SaveOrRefuse(ct);
        await ScheduleBooks.ChangedAsync(db, ct);
        await transaction.CommitAsync(ct);
        return ToReply(type);
    }
}
