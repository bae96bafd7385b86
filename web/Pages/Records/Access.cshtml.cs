using Microsoft.AspNetCore.Mvc;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Times;

namespace PracticeAspire.Web.Pages.Records;

/// <summary>The owner's side: who asks to see the record, who may, whom they keep out, and who opened it in an emergency.</summary>
internal sealed class AccessModel(RecordAccessClient access, PeopleClient people, WhoseRecord whose, Names names) : RecordPageModel(whose, names)
{
    private IReadOnlyList<AccessRequest> requests = [];
    private IReadOnlyList<Person> staff = [];

    public IEnumerable<AccessRequest> Waiting => requests.Where(r => r.Status == "asked");

    public IEnumerable<AccessRequest> Open => requests.Where(r => r.Status == "approved");

    public IEnumerable<AccessRequest> Closed => requests.Except(Waiting).Except(Open);

    public IReadOnlyList<KeptOut> KeptOut { get; private set; } = [];

    public IReadOnlyList<GlassBreak> Emergencies { get; private set; } = [];

    /// <summary>Who can be kept out still.</summary>
    public IEnumerable<Person> Others => staff.Where(p => p.Id != PatientId && p.Id != HttpContext.Caller().PersonId.ToString() && KeptOut.All(k => k.PersonId != p.Id));

    /// <summary>What was chosen in a form that was refused, by request.</summary>
    public (string Request, string? LastDay, bool RestrictedToo)? Chosen { get; private set; }

    protected override bool OwnersOnly => true;

    public Task OnGetAsync(CancellationToken ct) => Load(ct);

    public async Task<IActionResult> OnPostApproveAsync([FromForm] string request, [FromForm] string? lastDay, [FromForm] bool restrictedToo, CancellationToken ct)
    {
        Chosen = (request, lastDay, restrictedToo);
        if (LocalTimes.ParseDay(lastDay) is not { } last)
            Refusal = new(RefusalKind.Rule, "Choose the last day of their access.");
        else if (await Write(async () => await access.ApproveRequestAsync(new() { Id = request, EndsAt = LocalTimes.EndOf(last, Whose.Zone), RestrictedToo = restrictedToo }, cancellationToken: ct)))
            return DoneAndTo("approved", "access");
        await Load(ct);
        return Page();
    }

    public Task<IActionResult> OnPostDenyAsync([FromForm] string request, CancellationToken ct) =>
        Decide("denied", async () => await access.DenyRequestAsync(new() { Id = request }, cancellationToken: ct), ct);

    public Task<IActionResult> OnPostEndAsync([FromForm] string request, CancellationToken ct) =>
        Decide("ended", async () => await access.EndAccessAsync(new() { Id = request }, cancellationToken: ct), ct);

    public Task<IActionResult> OnPostKeepOutAsync([FromForm] string? person, CancellationToken ct) =>
        Decide("kept-out", async () => await access.KeepOutAsync(new() { PatientId = PatientId, PersonId = person ?? "" }, cancellationToken: ct), ct);

    public Task<IActionResult> OnPostLetInAsync([FromForm] string person, CancellationToken ct) =>
        Decide("let-in", async () => await access.LetInAgainAsync(new() { PatientId = PatientId, PersonId = person }, cancellationToken: ct), ct);

    private async Task<IActionResult> Decide(string done, Func<Task> write, CancellationToken ct)
    {
        if (await Write(write))
            return DoneAndTo(done, "access");
        await Load(ct);
        return Page();
    }

    private async Task Load(CancellationToken ct)
    {
        if (Whose.Trouble is not null)
            return;

        var asked = Read(async () => await access.ListRequestsAsync(new() { PatientId = PatientId }, cancellationToken: ct));
        var kept = Read(async () => await access.ListKeptOutAsync(new() { PatientId = PatientId }, cancellationToken: ct));
        var breaks = Read(async () => await access.ListGlassBreaksAsync(new() { PatientId = PatientId }, cancellationToken: ct));
        staff = (await Panel.Load("People", async () => await people.ListStaffAsync(new(), cancellationToken: ct))).Value?.Staff ?? [];
        (requests, KeptOut, Emergencies) = ((await asked)?.Requests ?? [], (await kept)?.KeptOut ?? [], (await breaks)?.GlassBreaks ?? []);
        Names.Add(staff);
        await Names.Load(
            [.. requests.SelectMany(r => new[] { r.RequesterId, r.DecidedBy }), .. KeptOut.Select(k => k.PersonId), .. Emergencies.SelectMany(g => new[] { g.PersonId, g.ReviewedBy })], ct);
    }
}
