using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;

namespace PracticeAspire.Web.Pages.People;

/// <summary>A new patient at the desk.</summary>
internal sealed class RegisterModel(PeopleClient people) : PageModel
{
    [BindProperty]
    public NewPatient Input { get; set; } = new();

    public Refusal? Refusal { get; private set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        RegisterPatientReply? reply = null;
        Refusal = await Attempt.Do("People", async () => reply = await people.RegisterPatientAsync(
            new()
            {
                Id = Input.RequestId,
                GivenNames = Input.GivenNames ?? "",
                FamilyName = Input.FamilyName ?? "",
                BirthDate = Input.BirthDate ?? "",
                AdministrativeGender = Input.Gender ?? "",
                Phone = Input.Phone ?? "",
                Email = Input.Email ?? "",
            },
            cancellationToken: ct));
        if (reply is null)
            return Page();

        this.Tell("registered", reply.Patient.Id);
        return Redirect($"/people/{reply.Patient.Id}");
    }
}

public sealed class NewPatient
{
    public string RequestId { get; set; } = Guid.CreateVersion7().ToString();

    public string? GivenNames { get; set; }

    public string? FamilyName { get; set; }

    public string? BirthDate { get; set; }

    public string? Gender { get; set; }

    public string? Phone { get; set; }

    public string? Email { get; set; }
}
