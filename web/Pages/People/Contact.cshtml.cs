using Microsoft.AspNetCore.Mvc;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;

namespace PracticeAspire.Web.Pages.People;

/// <summary>Someone to call about a patient: added, changed, removed.</summary>
internal sealed class ContactModel(PatientsClient patients, Names names) : PatientFormModel(names)
{
    /// <summary>The contact's id, or "new".</summary>
    [BindProperty(SupportsGet = true, Name = "contact")]
    public string Contact { get; set; } = "";

    [BindProperty]
    public ContactInput Input { get; set; } = new();

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await LoadName(ct);
        if (Contact == "new")
            return Page();

        var found = await Find(ct);
        if (found is not null)
            Input = ContactInput.Of(found);
        return found is null && Trouble is null ? NotFound() : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var refusal = await Attempt.Do("People", async () => await patients.SavePatientContactAsync(Input.ToContact(Id), cancellationToken: ct));
        if (refusal is null)
            return Done("contact-saved");

        await LoadName(ct);
        if (refusal.Kind is RefusalKind.Stale)
            await FindDifferences(ct);
        else
            await FindProblems(refusal, async () => await patients.CheckPatientContactAsync(Input.ToContact(Id), cancellationToken: ct));
        return Page();
    }

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken ct)
    {
        var refusal = await Attempt.Do("People", async () => await patients.RemovePatientContactAsync(
            new() { PatientId = Id, Id = Input.Id, Version = Input.Version }, cancellationToken: ct));
        if (refusal is null)
            return Done("contact-removed");

        await LoadName(ct);
        if (await Find(ct) is { } found)
            Input = ContactInput.Of(found);
        Wrong = refusal.Kind is RefusalKind.Stale ? "It changed meanwhile, and nothing was removed. Look at it as it is now, then decide again." : refusal.Sentence;
        return Page();
    }

    private RedirectResult Done(string what)
    {
        this.Tell(what, Id);
        return Redirect($"/people/{Id}");
    }

    private async Task<PatientContact?> Find(CancellationToken ct)
    {
        var known = await Panel.Load("Contacts", async () => await patients.ListPatientContactsAsync(new() { PatientId = Id }, cancellationToken: ct));
        Trouble = known.Trouble;
        return known.Value?.Contacts.FirstOrDefault(c => c.Id == Contact);
    }

    private async Task FindDifferences(CancellationToken ct)
    {
        if (await Find(ct) is not { } now)
        {
            Wrong = "Someone removed this contact meanwhile. Leave the page, or add them anew.";
            return;
        }

        Compare(PatientWords.Of(Input.ToContact(Id)), PatientWords.Of(now));
        Input.Version = now.Version;
    }
}

public sealed class ContactInput
{
    public string Id { get; set; } = Guid.CreateVersion7().ToString();

    public long Version { get; set; }

    public string? GivenNames { get; set; }

    public string? FamilyName { get; set; }

    /// <summary>Emergency contact, next of kin, guardian.</summary>
    public string[] Kinds { get; set; } = [];

    /// <summary>Mother, friend, …</summary>
    public string? Relation { get; set; }

    /// <summary>What no code says, with semicolons between.</summary>
    public string? OtherWords { get; set; }

    public List<PhoneInput> Phones { get; set; } = PhoneInput.Of([]);

    public string? Email { get; set; }

    public AddressInput Address { get; set; } = new();

    public string? From { get; set; }

    public string? Until { get; set; }

    internal static ContactInput Of(PatientContact known)
    {
        var kinds = Relationships.All.Take(3).Select(r => r.Code).Intersect(known.Relationships).ToArray();
        var relation = Relationships.All.Skip(3).Select(r => r.Code).Intersect(known.Relationships).FirstOrDefault();
        return new()
        {
            Id = known.Id,
            Version = known.Version,
            GivenNames = known.GivenNames,
            FamilyName = known.FamilyName,
            Kinds = kinds,
            Relation = relation,
            OtherWords = string.Join("; ", known.Relationships.Except(kinds).Where(r => r != relation).Select(Relationships.WordsOf)),
            Phones = PhoneInput.Of(known.Phones),
            Email = known.Email,
            Address = AddressInput.Of(known.Address),
            From = known.From,
            Until = known.Until,
        };
    }

    internal PatientContact ToContact(string patient) => new()
    {
        Id = Id,
        Version = Version,
        PatientId = patient,
        GivenNames = GivenNames ?? "",
        FamilyName = FamilyName ?? "",
        Relationships = { Kinds, Relation is { Length: > 0 } ? [Relation] : Array.Empty<string>(), (OtherWords ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Coded) },
        Phones = { PhoneInput.ToPhones(Phones) },
        Email = Email ?? "",
        Address = Address.ToAddress(),
        From = From ?? "",
        Until = Until ?? "",
    };

    private static string Coded(string words) => Relationships.All.FirstOrDefault(r => r.Words.Equals(words, StringComparison.OrdinalIgnoreCase))?.Code ?? words;
}
