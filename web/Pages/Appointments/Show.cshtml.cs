using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.Notifications.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;

namespace PracticeAspire.Web.Pages.Appointments;

/// <summary>One appointment: what it is, what became of it, what was sent about it, and what can be done.</summary>
internal sealed class ShowModel(
    CalendarClient calendar, BookingClient booking, DeliveriesClient deliveries, Names names, IClock clock) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "id")]
    public string Id { get; set; } = "";

    /// <summary>booked, moved, cancelled, no-show; null when the person comes from elsewhere.</summary>
    public string? Done { get; private set; }

    /// <summary>What the person had before their eyes when they pressed the button.</summary>
    [BindProperty]
    public SeenAppointment Seen { get; set; } = new();

    [BindProperty]
    public string? Reason { get; set; }

    public AppointmentDetail Detail { get; private set; } = new();

    public Appointment Appointment => Detail.Appointment;

    public Panel<ListDeliveriesReply>? Deliveries { get; private set; }

    public Refusal? Refusal { get; private set; }

    public bool Staff => HttpContext.Caller().IsStaff;

    public bool MayAskForRecord => Staff && (HttpContext.Caller().May(Permissions.ReadRecords) || HttpContext.Caller().May(Permissions.RequestRecords));

    public bool Started => Appointment.Start.ToDateTimeOffset() <= clock.GetCurrentInstant().ToDateTimeOffset();

    public bool CanChange => Appointment.Status == AppointmentStatus.Booked && Appointment.End.ToDateTimeOffset() > clock.GetCurrentInstant().ToDateTimeOffset();

    public bool CanMarkNoShow => Staff && Appointment.Status == AppointmentStatus.Booked && Started;

    public string NameOf(string id, string otherwise = "Someone") => id == HttpContext.Caller().PersonId.ToString() ? HttpContext.Caller().Name : names.Of(id, otherwise);

    public Task OnGetAsync(CancellationToken ct)
    {
        Done = this.WasDone(Id);
        return Load(ct);
    }

    public Task<IActionResult> OnPostCancelAsync(CancellationToken ct) => Change("cancelled", async () => await booking.CancelAppointmentAsync(
        new() { RequestId = Seen.RequestId, Id = Id, Version = Seen.Version, Reason = Reason?.Trim() ?? "" }, cancellationToken: ct), ct);

    public Task<IActionResult> OnPostNoShowAsync(CancellationToken ct) => Change("no-show", async () => await booking.MarkNoShowAsync(
        new() { RequestId = Seen.RequestId, Id = Id, Version = Seen.Version }, cancellationToken: ct), ct);

    private async Task<IActionResult> Change(string done, Func<Task> write, CancellationToken ct)
    {
        Refusal = await Attempt.Do("Appointments", write);
        if (Refusal is null)
        {
            this.Tell(done, Id);
            return Redirect($"/appointments/{Id}");
        }

        await Load(ct);
        return Page();
    }

    private async Task Load(CancellationToken ct)
    {
        Detail = await calendar.GetAppointmentAsync(new() { Id = Id }, cancellationToken: ct);
        var sent = Panel.Load("Notifications", async () => await deliveries.ListDeliveriesAsync(new() { AppointmentId = Id }, cancellationToken: ct));
        await names.Load([Appointment.PatientId, Appointment.PractitionerId, .. Detail.History.SelectMany(h => new[] { h.By, h.PractitionerId })], ct);
        this.SayWhomFor(Appointment.PatientId, names);
        Deliveries = await sent;
    }
}

/// <summary>The version a form was made from, so that a change meanwhile is noticed and both can be shown.</summary>
public sealed class SeenAppointment
{
    public string RequestId { get; set; } = Guid.CreateVersion7().ToString();

    public long Version { get; set; }

    public long Start { get; set; }

    public long End { get; set; }

    public string Status { get; set; } = "";

    public Timestamp StartTime => new() { Seconds = Start };

    public Timestamp EndTime => new() { Seconds = End };
}
