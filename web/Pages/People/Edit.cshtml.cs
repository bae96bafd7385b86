using Microsoft.AspNetCore.Mvc;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;

namespace PracticeAspire.Web.Pages.People;

/// <summary>What is known of a patient, corrected at the desk. When someone else was faster, both versions are shown and nothing typed is lost.</summary>
internal sealed class EditModel(PatientsClient patients, Names names) : PatientFormModel(names)
{
    [BindProperty]
    public PatientInput Input { get; set; } = new();

    public async Task OnGetAsync(CancellationToken ct)
    {
        await LoadName(ct);
        var known = await Panel.Load("People", async () => await patients.GetPatientAsync(new() { Id = Id }, cancellationToken: ct));
        (Trouble, Input) = (known.Trouble, known.Value is null ? new() : PatientInput.Of(known.Value));
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var refusal = await Attempt.Do("People", async () => await patients.CorrectPatientAsync(Input.ToDetails(Id), cancellationToken: ct));
        if (refusal is null)
        {
            this.Tell("corrected", Id);
            return Redirect($"/people/{Id}");
        }

        await LoadName(ct);
        if (refusal.Kind is RefusalKind.Stale)
            await FindDifferences(ct);
        else
            await FindProblems(refusal, async () => await patients.CheckCorrectionAsync(Input.ToDetails(Id), cancellationToken: ct));
        return Page();
    }

    private async Task FindDifferences(CancellationToken ct)
    {
        var now = await patients.GetPatientAsync(new() { Id = Id }, cancellationToken: ct);
        Compare(PatientWords.Of(Input.ToDetails(Id)), PatientWords.Of(now));
        Input.Version = now.Version;
    }
}

public sealed class PatientInput
{
    public long Version { get; set; }

    public string? GivenNames { get; set; }

    public string? FamilyName { get; set; }

    public string? PreferredName { get; set; }

    public string? BirthDate { get; set; }

    public string? Gender { get; set; }

    public List<PhoneInput> Phones { get; set; } = PhoneInput.Of([]);

    public string? Email { get; set; }

    public string? Language { get; set; }

    public AddressInput Address { get; set; } = new();

    public string? MaritalStatus { get; set; }

    public bool Died { get; set; }

    public string? DiedOn { get; set; }

    internal static PatientInput Of(PatientDetails known) => new()
    {
        Version = known.Version,
        GivenNames = known.GivenNames,
        FamilyName = known.FamilyName,
        PreferredName = known.PreferredName,
        BirthDate = known.BirthDate,
        Gender = known.AdministrativeGender,
        Phones = PhoneInput.Of(known.Phones),
        Email = known.Email,
        Language = known.Language,
        Address = AddressInput.Of(known.Address),
        MaritalStatus = known.MaritalStatus,
        Died = known.Died,
        DiedOn = known.DiedOn,
    };

    internal PatientDetails ToDetails(string id) => new()
    {
        Id = id,
        Version = Version,
        GivenNames = GivenNames ?? "",
        FamilyName = FamilyName ?? "",
        PreferredName = PreferredName ?? "",
        BirthDate = BirthDate ?? "",
        AdministrativeGender = Gender ?? "",
        Phones = { PhoneInput.ToPhones(Phones) },
        Email = Email ?? "",
        Language = Language ?? "",
        Address = Address.ToAddress(),
        MaritalStatus = MaritalStatus ?? "",
        Died = Died,
        DiedOn = DiedOn ?? "",
    };
}
