using PracticeAspire.Appointments.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Web.Shared;

/// <summary>Small words and marks that several pages share.</summary>
internal static class Words
{
    /// <summary>"Ana Ruiz" → "AR"; titles are not initials.</summary>
    public static string Initials(string name)
    {
        var parts = name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(p => !p.EndsWith('.') && char.IsLetter(p[0])).ToList();
        return parts switch
        {
            [] => "·",
            [var one] => one[..1].ToUpperInvariant(),
            [var first, .., var last] => $"{first[0]}{last[0]}".ToUpperInvariant(),
        };
    }

    public static (string Text, string Look) Of(AppointmentStatus status, bool late = false) => status switch
    {
        AppointmentStatus.Booked => ("Booked", "tag--good"),
        AppointmentStatus.Held => ("Held", ""),
        AppointmentStatus.Cancelled => (late ? "Cancelled late" : "Cancelled", "tag--wrong"),
        AppointmentStatus.NoShow => ("Did not come", "tag--warn"),
        _ => ("Unknown", ""),
    };

    public static string Happened(string what) => what switch
    {
        "held" => "Time held",
        "booked" => "Booked",
        "rescheduled" => "Moved",
        "cancelled" => "Cancelled",
        "no-show" => "Marked as not come",
        _ => what,
    };

    /// <summary>What tells people of one name apart: "born 1987-06-14 · +1 555 0134". Empty when nothing is known.</summary>
    public static string Known(Person person) =>
        string.Join(" · ", new[] { person.BirthDate.Length > 0 ? $"born {person.BirthDate}" : "", person.Phone }.Where(part => part.Length > 0));

    /// <summary>What a field of a person is called on a page, by its name in the contract.</summary>
    public static string Field(string name) => name switch
    {
        "given_names" => "Given names",
        "family_name" => "Family name",
        "birth_date" => "Birth date",
        "administrative_gender" => "Administrative gender",
        "preferred_name" => "Likes to be called",
        "phone" => "Phone",
        "other_phones" => "Further numbers",
        "address" => "Address",
        "marital_status" => "Marital status",
        "died" => "Died",
        "contacts" => "Contacts",
        "email" => "E-mail",
        "language" => "Language",
        _ => name,
    };

    /// <summary>What a telephone number can be for, in the order in which people choose.</summary>
    public static IReadOnlyList<(string Use, string Words)> PhoneUses { get; } =
        [("", "not said"), ("mobile", "mobile"), ("home", "home"), ("work", "work"), ("temp", "for a time")];

    /// <summary>Several of a FHIR type, as people call them: "contacts" for RelatedPerson.</summary>
    public static string FhirKinds(string kind) => kind switch
    {
        "Patient" => "patients",
        "Practitioner" => "practitioners",
        "RelatedPerson" => "contacts",
        "PractitionerRole" => "practitioners' roles",
        "Organization" => "organizations",
        "Location" => "places",
        "Condition" => "problems",
        "AllergyIntolerance" => "allergies",
        "MedicationRequest" => "medications",
        "Immunization" => "immunizations",
        "Procedure" => "procedures",
        "Observation" => "observations",
        "DiagnosticReport" => "reports",
        "Encounter" => "visits",
        _ => kind,
    };

    public static string Count(int n, string one, string many) => n == 1 ? $"1 {one}" : $"{n} {many}";
}
