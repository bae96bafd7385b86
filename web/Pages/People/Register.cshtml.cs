using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;

namespace PracticeAspire.Web.Pages.People;

/// <summary>A new patient at the desk. Everything that is wrong with what was typed is said at once, each beside its field.</summary>
internal sealed class RegisterModel(PeopleClient people) : PageModel
{
    [BindProperty]
    public NewPatient Input { get; set; } = new();

    /// <summary>By the field's name in the request.</summary>
    public IReadOnlyDictionary<string, FieldProblem> Problems { get; private set; } = new Dictionary<string, FieldProblem>();

    public string? Wrong { get; private set; }

    /// <summary>Who is probably the same and was not shown before; then nobody is registered yet.</summary>
    public IReadOnlyList<Duplicate> Duplicates { get; private set; } = [];

    public FieldProblem? ProblemWith(string field) => Problems.GetValueOrDefault(field);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        RegisterPatientReply? reply = null;
        Refusal? refusal = null;
        var missing = Missing().ToList();
        if (missing.Count == 0)
            refusal = await FindDuplicates(ct);
        if (missing.Count == 0 && refusal is null && Duplicates.Count == 0)
            refusal = await Attempt.Do("People", async () => reply = await people.RegisterPatientAsync(Input.ToRequest(), cancellationToken: ct));
        if (reply is not null)
        {
            this.Tell("registered", reply.Patient.Id);
            return Redirect($"/people/{reply.Patient.Id}");
        }

        await FindProblems(missing, refusal, ct);
        return Page();
    }

    /// <summary>Those whom the receptionist has seen and decided against do not stand in the way again.</summary>
    private async Task<Refusal?> FindDuplicates(CancellationToken ct)
    {
        FindDuplicatesReply? reply = null;
        var refusal = await Attempt.Do("People", async () => reply = await people.FindDuplicatesAsync(Input.ToDescription(), cancellationToken: ct));
        if (reply is not null && reply.Duplicates.Any(d => !Input.SeenDuplicates.Contains(d.Person.Id)))
        {
            Duplicates = reply.Duplicates;
            Input.SeenDuplicates = [.. Duplicates.Select(d => d.Person.Id)];
        }

        return refusal;
    }

    /// <summary>The service would do with one name; at the desk both are asked for.</summary>
    private IEnumerable<FieldProblem> Missing()
    {
        if (string.IsNullOrWhiteSpace(Input.GivenNames))
            yield return new() { Field = "given_names", Sentence = "Enter the given names." };
        if (string.IsNullOrWhiteSpace(Input.FamilyName))
            yield return new() { Field = "family_name", Sentence = "Enter the family name." };
    }

    private async Task FindProblems(List<FieldProblem> missing, Refusal? refusal, CancellationToken ct)
    {
        CheckPatientReply? check = null;
        if (refusal?.Kind is not RefusalKind.Unavailable)
            refusal = await Attempt.Do("People", async () => check = await people.CheckPatientAsync(Input.ToRequest(), cancellationToken: ct)) ?? refusal;

        Problems = missing.Concat(check?.Problems ?? []).DistinctBy(p => p.Field).ToDictionary(p => p.Field);
        Wrong = Problems.Count == 0 || refusal?.Kind is RefusalKind.Unavailable
            ? refusal?.Sentence
            : $"Nobody was registered yet. {Words.Count(Problems.Count, "field needs", "fields need")} another look.";
    }
}

public sealed class NewPatient
{
    public string RequestId { get; set; } = Guid.CreateVersion7().ToString();

    /// <summary>Ids of the people whom this one was compared with before it was sent.</summary>
    public string[] SeenDuplicates { get; set; } = [];

    public string? GivenNames { get; set; }

    public string? FamilyName { get; set; }

    public string? BirthDate { get; set; }

    public string? Gender { get; set; }

    public string? Phone { get; set; }

    public string? Email { get; set; }

    internal FindDuplicatesRequest ToDescription() => new()
    {
        GivenNames = GivenNames ?? "",
        FamilyName = FamilyName ?? "",
        BirthDate = BirthDate ?? "",
        Phone = Phone ?? "",
    };

    internal RegisterPatientRequest ToRequest() => new()
    {
        Id = RequestId,
        GivenNames = GivenNames ?? "",
        FamilyName = FamilyName ?? "",
        BirthDate = BirthDate ?? "",
        AdministrativeGender = Gender ?? "",
        Phone = Phone ?? "",
        Email = Email ?? "",
    };
}
