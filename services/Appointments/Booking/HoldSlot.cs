using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Appointments.Booking;

internal sealed partial class BookingService
{
    /// <summary>Long enough to read the page and decide, short enough that nobody waits for a time that is not wanted.</summary>
    internal static readonly Duration HoldTime = Duration.FromMinutes(5);

    public override Task<Contracts.Appointment> HoldSlot(BookAppointmentRequest request, ServerCallContext context) =>
        TakeAsync(request, HoldTime, context);

    public override async Task<ReleaseHoldReply> ReleaseHold(ReleaseHoldRequest request, ServerCallContext context)
    {
        var (caller, ct) = (context.Caller(), context.CancellationToken);
        var id = request.Id.ToId("id");
        var held = db.Appointments.Where(a => a.Id == id && a.Status == Status.Held);
        var patient = await held.Select(a => (Guid?)a.PatientId).SingleOrDefaultAsync(ct);
        if (patient is { } whose && (MaySchedule(caller) || await speaksFor.AskAsync(caller, whose, ct)))
            await held.ExecuteDeleteAsync(ct);
        return new();
    }
}
