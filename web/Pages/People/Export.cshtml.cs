using Grpc.Core;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.SignIn;
using PracticeAspire.Web.Times;

namespace PracticeAspire.Web.Pages.People;

/// <summary>A person's data as a file: for themself, and for those at the desk who may give it to them.</summary>
[ProofFirst]
internal sealed class ExportModel(FhirExportClient export, Names names, IClock clock) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "id")]
    public string Id { get; set; } = "";

    public bool Own => HttpContext.Caller().PersonId.ToString() == Id;

    public string Name => names.Of(Id, "this person");

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!Own && !HttpContext.Caller().May(Permissions.ExportPeople))
            return NotFound();

        await names.Load([Id], ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        using var call = export.ExportPerson(new() { Id = Id }, cancellationToken: ct);

        // The first part decides whether there is a file or a refusal.
        var any = await call.ResponseStream.MoveNext(ct);
        Response.ContentType = "application/fhir+json";
        Response.Headers.ContentDisposition = $"attachment; filename=\"person-{clock.GetCurrentInstant().InUtc().Date.Iso()}.json\"";
        for (; any; any = await call.ResponseStream.MoveNext(ct))
            await Response.Body.WriteAsync(call.ResponseStream.Current.Json.Memory, ct);
        return new EmptyResult();
    }
}
