using Grpc.Core;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Security;
using PracticeAspire.Web.Shared;

namespace PracticeAspire.Web.Pages.Appointments;

/// <summary>A held time, waiting for a yes. The form carries the appointment's id: a double click books once.</summary>
internal sealed class ConfirmModel(BookingClient booking, CalendarClient calendar, Names names, IClock clock) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "id")]
    public string Id { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public FindTimeQuery Query { get; set; } = new();

    public Appointment? Held { get; private set; }

    public string? Wrong { get; private set; }

    public int SecondsLeft => Held?.HoldExpiresAt is { } until
        ? Math.Max(0, (int)(until.ToDateTimeOffset() - clock.GetCurrentInstant().ToDateTimeOffset()).TotalSeconds)
        : 0;

    public string NameOf(string id, string otherwise) => names.Of(id, otherwise);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await Load(ct);
        return Held?.Status is AppointmentStatus.Booked ? Redirect($"/appointments/{Id}") : Page();
    }

    public async Task<IActionResult> OnPostAsync(string slot, string patient, string visitType, CancellationToken ct)
    {
        if (ChosenSlot.Parse(slot) is not { } chosen || chosen.AppointmentId != Id)
            return BadRequest();

        var refusal = await Attempt.Do("Appointments", async () => Held = await booking.BookAppointmentAsync(
            new()
            {
                Id = Id,
                PatientId = patient,
                PractitionerId = chosen.PractitionerId,
                LocationId = chosen.LocationId,
                VisitTypeId = visitType,
                Start = chosen.Start,
            },
            cancellationToken: ct));
        if (refusal is null)
        {
            Response.Forget("hold");
            this.Tell("booked", Id);
            return Redirect($"/appointments/{Id}");
        }

        Wrong = refusal.Sentence;
        await Load(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostReleaseAsync(CancellationToken ct)
    {
        // A hold that cannot be let go of now ends by itself in a few minutes: choosing again goes on.
        await Attempt.Do("Appointments", async () => await booking.ReleaseHoldAsync(new() { Id = Id }, cancellationToken: ct));
        Response.Forget("hold");
        return Redirect($"/book?{Query.ToQueryString()}");
    }

    private async Task Load(CancellationToken ct)
    {
        try
        {
            var panel = await Panel.Load("Appointments", async () => await calendar.GetAppointmentAsync(new() { Id = Id }, cancellationToken: ct));
            Held = panel.Value?.Appointment;
            Wrong ??= panel.Trouble;
        }
        catch (RpcException failure) when (Refusal.From(failure).Kind is RefusalKind.NotFound)
        {
            Held = null; // the hold ran out and is gone
        }

        if (Held is not null)
        {
            await names.Load([Held.PatientId, Held.PractitionerId], ct);
            this.SayWhomFor(Held.PatientId, names);
        }
    }
}
