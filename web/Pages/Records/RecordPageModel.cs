using Grpc.Core;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;

namespace PracticeAspire.Web.Pages.Records;

/// <summary>A page about one patient's record. It is known whose and how they come to see it before anything else is asked.</summary>
internal abstract class RecordPageModel(WhoseRecord whose, Names names) : PageModel
{
    private const string What = "Medical records";

    /// <summary>Whose; the caller's own without one.</summary>
    [BindProperty(SupportsGet = true, Name = "patientId")]
    public string PatientId { get; set; } = "";

    public WhoseRecord Whose => whose;

    public Names Names => names;

    /// <summary>What could not be read.</summary>
    public string? Trouble { get; protected set; }

    /// <summary>Why it was not done.</summary>
    public Refusal? Refusal { get; protected set; }

    /// <summary>It was saved at an earlier try whose answer never came, and something else was typed since.</summary>
    protected bool WasSavedBefore => Refusal is { Code: "id-reused" };

    /// <summary>A word for what was just done to this record.</summary>
    public string? Done { get; private set; }

    /// <summary>Whoever is neither the patient nor acts for them does not learn that there is such a page.</summary>
    protected virtual bool OwnersOnly => false;

    public string NameOf(string id) => id == HttpContext.Caller().PersonId.ToString() ? HttpContext.Caller().Name : names.Of(id, "someone at the practice");

    /// <summary>"Dr. Ana Ruiz", "Rae Desk (receptionist)": of whom one may never have met it says what they work as.</summary>
    public string NameAndWorkOf(string id) => names.Person(id) is { } person && id != HttpContext.Caller().PersonId.ToString() ? NameAndWorkOf(person) : NameOf(id);

    public static string NameAndWorkOf(Person person) =>
        person.Roles.Intersect(Roles.Staff).ToList() is [_, ..] work && !work.Contains(Roles.Doctor) ? $"{person.DisplayName} ({string.Join(", ", work)})" : person.DisplayName;

    /// <summary>"/records/chart?patientId=…"</summary>
    public string Href(string page, string more = "") => $"/records/{page}?patientId={PatientId}{more}";

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        ViewData["Record"] = true;
        var caller = HttpContext.Caller();
        if (PatientId.Length == 0 && caller.May(Permissions.OwnRecord))
            PatientId = caller.PersonId.ToString();
        if (PatientId.Length == 0 || !await whose.LoadAsync(caller, PatientId, HttpContext.RequestAborted))
        {
            context.Result = NotFound();
            return;
        }

        if (OwnersOnly && whose.Trouble is null && !whose.Standing.IsOwner)
        {
            context.Result = NotFound();
            return;
        }

        if (whose.Patient is { MergedInto.Length: > 0 } merged && HttpMethods.IsGet(Request.Method))
        {
            context.Result = Redirect($"{Request.Path}?patientId={merged.MergedInto}");
            return;
        }

        if (whose.IsProxys || !caller.IsStaff)
            this.SayWhomFor(PatientId, names, "/records/chart");
        Done = HttpMethods.IsGet(Request.Method) ? this.WasDone(PatientId) : null;
        await next();
    }

    /// <summary>Reads from the record. What cannot be read costs this part of the page, and says why.</summary>
    protected async Task<T?> Read<T>(Func<Task<T>> read)
        where T : class
    {
        try
        {
            var panel = await Panel.Load(What, read);
            Trouble ??= panel.Trouble;
            return panel.Value;
        }
        catch (RpcException failure) when (Refusal.From(failure) is { Kind: RefusalKind.Rule or RefusalKind.NotAllowed } refusal)
        {
            Trouble ??= refusal.Sentence;
            return null;
        }
    }

    /// <summary>Writes. Also where the record was closed to them meanwhile the page stays, because what they typed must not go with it.</summary>
    /// <returns>Whether it was done; otherwise <see cref="Refusal"/> says why not.</returns>
    protected async Task<bool> Write(Func<Task> write)
    {
        try
        {
            Refusal = await Attempt.Do(What, write);
        }
        catch (RpcException failure) when (Refusal.From(failure) is { Kind: RefusalKind.NotAllowed } refusal)
        {
            Refusal = refusal with { Sentence = refusal.Sentence.Length > 0 ? refusal.Sentence : "This is not open to you any more." };
        }

        return Refusal is null;
    }

    protected IActionResult DoneAndTo(string what, string page, string more = "")
    {
        this.Tell(what, PatientId);
        return Redirect(Href(page, more));
    }
}
