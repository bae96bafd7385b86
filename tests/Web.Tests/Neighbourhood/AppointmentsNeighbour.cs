using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using NodaTime.Text;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Times;

namespace PracticeAspire.Web.Tests.Neighbourhood;

internal sealed class BookingNeighbour(World world) : Booking.BookingBase
{
    public override Task<Appointment> HoldSlot(BookAppointmentRequest request, ServerCallContext context) =>
        Task.FromResult(Take(request, AppointmentStatus.Held));

    public override Task<Appointment> BookAppointment(BookAppointmentRequest request, ServerCallContext context) =>
        Task.FromResult(Take(request, AppointmentStatus.Booked));

    public override Task<ReleaseHoldReply> ReleaseHold(ReleaseHoldRequest request, ServerCallContext context)
    {
        if (world.Appointments.TryGetValue(request.Id, out var held) && held.Status == AppointmentStatus.Held)
            world.Appointments.TryRemove(request.Id, out _);
        return Task.FromResult(new ReleaseHoldReply());
    }

    public override Task<Appointment> RescheduleAppointment(RescheduleAppointmentRequest request, ServerCallContext context) => Change(request.Id, request.Version, a =>
    {
        RefuseIfTaken(request.Id, a.PractitionerId, request.Start);
        (a.Start, a.End) = (request.Start, request.Start + (a.End - a.Start));
    });

    public override Task<Appointment> CancelAppointment(CancelAppointmentRequest request, ServerCallContext context) => Change(request.Id, request.Version, a =>
    {
        if (request.Reason == "refuse")
            throw new Refusal(RefusalKind.Rule, "It is over already. Mark it as not come instead.", "already-over").ToRpcException();
        (a.Status, a.CancellationReason) = (AppointmentStatus.Cancelled, request.Reason);
    });

    public override Task<Appointment> MarkNoShow(MarkNoShowRequest request, ServerCallContext context) =>
        Change(request.Id, request.Version, a => a.Status = AppointmentStatus.NoShow);

    private Appointment Take(BookAppointmentRequest request, AppointmentStatus status)
    {
        RefuseIfTaken(request.Id, request.PractitionerId, request.Start);
        var visit = world.VisitTypes.Single(v => v.Id == request.VisitTypeId);
        var location = world.Locations.Single(l => l.Id == request.LocationId);
        return world.Appointments[request.Id] = new()
        {
            Id = request.Id,
            Version = 1,
            Status = status,
            PatientId = request.PatientId,
            PractitionerId = request.PractitionerId,
            LocationId = location.Id,
            LocationName = location.Name,
            Zone = location.Zone,
            VisitTypeId = visit.Id,
            VisitTypeName = visit.Name,
            Start = request.Start,
            End = request.Start + Duration.FromTimeSpan(TimeSpan.FromMinutes(visit.DurationMinutes)),
            HoldExpiresAt = status == AppointmentStatus.Held ? Timestamp.FromDateTimeOffset(world.Clock.GetCurrentInstant().ToDateTimeOffset().AddMinutes(5)) : null,
        };
    }

    private void RefuseIfTaken(string id, string practitioner, Timestamp start)
    {
        if (world.Appointments.Values.Any(a => a.Id != id && a.PractitionerId == practitioner && a.Status is AppointmentStatus.Booked or AppointmentStatus.Held && a.Start <= start && start < a.End && a.Id != id))
            throw new Refusal(RefusalKind.Rule, "That time has just been taken. Choose another.", "practitioner-busy").ToRpcException();
    }

    private Task<Appointment> Change(string id, long version, Action<Appointment> change)
    {
        var appointment = world.Appointments[id];
        if (appointment.Version != version)
            throw new Refusal(RefusalKind.Stale, "It changed meanwhile.", CurrentVersion: appointment.Version).ToRpcException();
        change(appointment);
        appointment.Version++;
        return Task.FromResult(appointment);
    }
}

internal sealed class CalendarNeighbour(World world) : Calendar.CalendarBase
{
    public override Task<AppointmentDetail> GetAppointment(GetAppointmentRequest request, ServerCallContext context) =>
        world.Appointments.TryGetValue(request.Id, out var found)
            ? Task.FromResult(new AppointmentDetail
            {
                Appointment = found,
                History =
                {
                    new HistoryEntry { At = found.Start - Duration.FromTimeSpan(TimeSpan.FromDays(9)), What = "booked", By = world.Receptionist.Id, Start = found.Start, End = found.End, PractitionerId = found.PractitionerId },
                },
            })
            : throw new RpcException(new Status(StatusCode.NotFound, "Not found."));

    public override Task<GetDayReply> GetDay(GetDayRequest request, ServerCallContext context)
    {
        var day = LocalDatePattern.Iso.Parse(request.Day).Value;
        var reply = new GetDayReply();
        if (request.LocationId != world.Locations[0].Id)
            return Task.FromResult(reply);
        reply.Appointments.AddRange(world.Appointments.Values.Where(a => a.Status != AppointmentStatus.Cancelled && a.Start.In(World.Zone).Date == day).OrderBy(a => a.Start));
        reply.WorkingTimes.AddRange(world.Doctors.SelectMany(d => new[]
        {
            new WorkingTime { PractitionerId = d.Id, Start = World.At(day, 9), End = World.At(day, 12, 30), LocationId = request.LocationId },
            new WorkingTime { PractitionerId = d.Id, Start = World.At(day, 13, 15), End = World.At(day, 17), LocationId = request.LocationId },
        }));
        return Task.FromResult(reply);
    }

    public override Task<GetWeekReply> GetWeek(GetWeekRequest request, ServerCallContext context)
    {
        var first = LocalDatePattern.Iso.Parse(request.FirstDay).Value;
        var reply = new GetWeekReply { Zone = World.Zone };
        reply.Appointments.AddRange(world.Appointments.Values.Where(a => a.PractitionerId == request.PractitionerId));
        reply.WorkingTimes.AddRange(Enumerable.Range(0, 5).Select(d => new WorkingTime { PractitionerId = request.PractitionerId, Start = World.At(first.PlusDays(d), 9), End = World.At(first.PlusDays(d), 17) }));
        return Task.FromResult(reply);
    }

    public override Task<ListForPatientReply> ListForPatient(ListForPatientRequest request, ServerCallContext context) =>
        Task.FromResult(new ListForPatientReply { Appointments = { world.Appointments.Values.Where(a => a.PatientId == request.PatientId).OrderByDescending(a => a.Start) } });

    public override async Task WatchDay(GetDayRequest request, IServerStreamWriter<DayChanged> responseStream, ServerCallContext context)
    {
        var seen = -1;
        while (!context.CancellationToken.IsCancellationRequested)
        {
            if (world.Appointments.Count != seen)
                await responseStream.WriteAsync(new() { Change = seen = world.Appointments.Count });
            await Task.Delay(25, context.CancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }
}

internal sealed class SlotsNeighbour(World world) : Slots.SlotsBase
{
    public override Task<FindSlotsReply> FindSlots(FindSlotsRequest request, ServerCallContext context)
    {
        var first = LocalDatePattern.Iso.Parse(request.FirstDay).Value;
        var reply = new FindSlotsReply();
        foreach (var day in Enumerable.Range(0, 3).Select(first.PlusDays))
        {
            foreach (var doctor in world.Doctors.Where(d => request.PractitionerId.Length == 0 || d.Id == request.PractitionerId))
            {
                reply.Slots.AddRange(Enumerable.Range(0, 9).Select(i => World.At(day, 11 + i / 2, i % 2 * 30)).Select(start => new Slot
                {
                    PractitionerId = doctor.Id,
                    LocationId = world.Locations[0].Id,
                    Start = start,
                    End = start + Duration.FromTimeSpan(TimeSpan.FromMinutes(30)),
                    Zone = World.Zone,
                }));
            }
        }

        var earliest = reply.Slots.OrderBy(s => s.Start).ThenBy(s => s.PractitionerId).Take(request.Limit).ToList();
        return Task.FromResult(new FindSlotsReply { Slots = { earliest } });
    }
}

internal sealed class SchedulesNeighbour(World world) : Schedules.SchedulesBase
{
    public override Task<ListLocationsReply> ListLocations(ListLocationsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListLocationsReply { Locations = { world.Locations } });

    public override Task<ListVisitTypesReply> ListVisitTypes(ListVisitTypesRequest request, ServerCallContext context) =>
        Task.FromResult(new ListVisitTypesReply { VisitTypes = { world.VisitTypes } });

    public override Task<WorkingHours> GetWorkingHours(GetWorkingHoursRequest request, ServerCallContext context) => Task.FromResult(
        world.Hours.TryGetValue((request.PractitionerId, request.LocationId), out var hours)
            ? hours
            : new WorkingHours { PractitionerId = request.PractitionerId, LocationId = request.LocationId });

    public override Task<WorkingHours> SetWorkingHours(WorkingHours request, ServerCallContext context) =>
        request.Hours.Any(h => string.CompareOrdinal(h.To, h.From) <= 0)
            ? throw new Refusal(RefusalKind.Rule, "On Monday the end is not after the start.", "hours-reversed").ToRpcException()
            : Task.FromResult(world.Hours[(request.PractitionerId, request.LocationId)] = request);

    public override Task<VisitType> SaveVisitType(SaveVisitTypeRequest request, ServerCallContext context) => Task.FromResult(request.VisitType);

    public override Task<Location> SaveLocation(SaveLocationRequest request, ServerCallContext context) => Task.FromResult(request.Location);
}
