using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;
using NodaTime.Text;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;
using PracticeAspire.Web.Times;

namespace PracticeAspire.Web.Pages.People;

/// <summary>Someone is to act for a patient: first who, then what they are to them and until when.</summary>
internal sealed class AppointProxyModel(PeopleClient people, ProxiesClient proxies, Names names, IClock clock) : PageModel
{
    private const int OfAge = 18;

    [BindProperty(SupportsGet = true, Name = "id")]
    public string Id { get; set; } = "";

    [BindProperty(SupportsGet = true, Name = "who")]
    public string? Who { get; set; }

    [BindProperty(Name = "text")]
    public string? Text { get; set; }

    [BindProperty]
    public string RequestId { get; set; } = Guid.CreateVersion7().ToString();

    [BindProperty]
    public string Relationship { get; set; } = "PRN";

    [BindProperty]
    public string? EndsOn { get; set; }

    /// <summary>What they see to; none chosen is refused by the service.</summary>
    [BindProperty]
    public List<string> Scopes { get; set; } = [];

    public Person? Chosen => Who is null ? null : names.Person(Who);

    public IReadOnlyList<Person> Found { get; private set; } = [];

    public string? Trouble { get; private set; }

    public string? Wrong { get; private set; }

    public string Name => names.Of(Id, "this person");

    /// <summary>The day on which the patient needs no parent any more; none when that has been.</summary>
    public LocalDate? ComesOfAge =>
        LocalDatePattern.Iso.Parse(names.Person(Id)?.BirthDate ?? "") is { Success: true, Value: var born } && born.PlusYears(OfAge) > clock.Today("UTC") ? born.PlusYears(OfAge) : null;

    public async Task OnGetAsync(CancellationToken ct)
    {
        await Load(ct);
        (EndsOn, Scopes) = (ComesOfAge?.PlusDays(-1).Iso(), [ProxyWords.Appointments]);
    }

    public async Task OnPostSearchAsync(CancellationToken ct)
    {
        await Load(ct);
        if (string.IsNullOrWhiteSpace(Text))
            return;

        var found = await Panel.Load("People", async () => await people.FindPatientsAsync(new() { Text = Text.Trim(), Limit = 20 }, cancellationToken: ct));
        Trouble = found.Trouble;
        Found = [.. found.Value?.Patients.Where(p => p.Id != Id) ?? []];
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var refusal = await Attempt.Do("People", async () => await proxies.AppointProxyAsync(
            new() { RequestId = RequestId, PatientId = Id, ProxyId = Who ?? "", Relationship = Relationship, Scopes = { Scopes }, EndsOn = EndsOn ?? "" }, cancellationToken: ct));
        if (refusal is null)
        {
            this.Tell("proxy", Id);
            return Redirect($"/people/{Id}");
        }

        Wrong = refusal.Sentence;
        await Load(ct);
        return Page();
    }

    private async Task Load(CancellationToken ct)
    {
        if (!await names.Load(Who is null ? [Id] : [Id, Who], ct))
            Trouble = "The directory of people does not answer just now. Try again in a moment.";
    }
}
