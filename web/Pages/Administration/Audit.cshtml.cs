using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Times;

namespace PracticeAspire.Web.Pages.Administration;

/// <summary>Who did what: the audit log in sentences, and as a file for whoever verifies it.</summary>
internal sealed class AuditModel(AuditClient audit, Practice practice, IClock clock) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "person")]
    public string? PersonId { get; set; }

    [BindProperty(SupportsGet = true, Name = "kind")]
    public string? Kind { get; set; }

    [BindProperty(SupportsGet = true, Name = "from")]
    public string? From { get; set; }

    [BindProperty(SupportsGet = true, Name = "to")]
    public string? To { get; set; }

    [BindProperty(SupportsGet = true, Name = "after")]
    public string? After { get; set; }

    /// <summary>The entries, by the day they fall on here.</summary>
    public IReadOnlyList<IGrouping<LocalDate, AuditedAct>> Days { get; private set; } = [];

    public Seal? Seal { get; private set; }

    public string Next { get; private set; } = "";

    public string Zone { get; private set; } = "UTC";

    public string? Trouble { get; private set; }

    /// <summary>Whose entries these are, when they are one person's.</summary>
    public string? PersonName { get; private set; }

    public bool Filtered => !string.IsNullOrEmpty(PersonId) || !string.IsNullOrEmpty(Kind) || !string.IsNullOrEmpty(From) || !string.IsNullOrEmpty(To);

    /// <summary>"14:05", or with the day when that is not today.</summary>
    public string SealedAt => Seal!.SealedAt.In(Zone).Date == clock.Today(Zone) ? LocalTimes.ClockAndZone(Seal.SealedAt, Zone) : LocalTimes.Moment(Seal.SealedAt, Zone);

    public string Address(string? person = null, string? after = null) =>
        "/administration/audit" + QueryString.Create(new Dictionary<string, string?>
        {
            ["person"] = person ?? PersonId,
            ["kind"] = Kind,
            ["from"] = From,
            ["to"] = To,
            ["after"] = after,
        }.Where(p => !string.IsNullOrEmpty(p.Value)));

    public async Task OnGetAsync(CancellationToken ct)
    {
        var places = (await Panel.Load("Appointments", () => practice.Locations(ct))).Value ?? [];
        Zone = places.Count > 0 ? places[0].Zone : "UTC";
        var panel = await Panel.Load("Entries", async () => await audit.ListEntriesAsync(Wanted(), cancellationToken: ct));
        (Trouble, Seal, Next) = (panel.Trouble, panel.Value?.Seal, panel.Value?.NextPageToken ?? "");
        var entries = panel.Value?.Entries ?? [];
        Days = [.. entries.GroupBy(e => e.OccurredAt.In(Zone).Date)];
        if (!string.IsNullOrEmpty(PersonId))
            PersonName = entries.Select(e => e.Actor == PersonId ? e.ActorName : e.Subject == PersonId ? e.SubjectName : "").FirstOrDefault(n => n.Length > 0) ?? "one person";
    }

    /// <summary>The whole log, whatever is filtered: a part of it cannot be verified.</summary>
    public async Task<IActionResult> OnPostExportAsync(CancellationToken ct)
    {
        using var call = audit.Export(new(), cancellationToken: ct);

        // The first part decides whether there is a file or a refusal.
        var any = await call.ResponseStream.MoveNext(ct);
        Response.ContentType = "application/x-ndjson";
        Response.Headers.ContentDisposition = $"attachment; filename=\"audit-users-{clock.GetCurrentInstant().InUtc().Date.Iso()}.jsonl\"";
        for (; any; any = await call.ResponseStream.MoveNext(ct))
            await Response.Body.WriteAsync(call.ResponseStream.Current.Lines.Memory, ct);
        return new EmptyResult();
    }

    private ListEntriesRequest Wanted()
    {
        var request = new ListEntriesRequest { PersonId = PersonId ?? "", Action = Kind ?? "", PageToken = After ?? "", PageSize = 50 };
        if (LocalTimes.ParseDay(From) is { } from)
            request.From = Midnight(from);
        if (LocalTimes.ParseDay(To) is { } to)
            request.Until = Midnight(to.PlusDays(1));
        return request;
    }

    private Timestamp Midnight(LocalDate day) => Timestamp.FromDateTimeOffset(LocalTimes.Zone(Zone).AtStartOfDay(day).ToDateTimeOffset());
}
