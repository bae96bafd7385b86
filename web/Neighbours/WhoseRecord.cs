using NodaTime;
using NodaTime.Text;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Times;

namespace PracticeAspire.Web.Neighbours;

/// <summary>Whose record a page is about, and how whoever looks at it comes to see it.</summary>
internal sealed class WhoseRecord(RecordAccessClient access, Names names, Practice practice, IClock clock)
{
    public string PatientId { get; private set; } = "";

    /// <summary>The patient; null when the directory does not answer.</summary>
    public Person? Patient => names.Person(PatientId);

    public string Name => names.Of(PatientId, "this patient");

    /// <summary>Nothing that is not allowed when the service does not answer.</summary>
    public Standing Standing { get; private set; } = new();

    /// <summary>The service did not answer how they stand to the record.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Of the practice's first place: records have no place of their own.</summary>
    public string Zone { get; private set; } = "UTC";

    public bool MaySee => Standing.Basis.Length > 0;

    public bool IsOwn { get; private set; }

    /// <summary>They look at it as who acts for the patient.</summary>
    public bool IsProxys => Standing.Basis == "proxy";

    public DateTimeOffset Now => clock.GetCurrentInstant().ToDateTimeOffset();

    public LocalDate Today => clock.Today(Zone);

    /// <summary>"64 years", "7 months"; empty when the birth date is not known to the day.</summary>
    public string Age => LocalDatePattern.Iso.Parse(Patient?.BirthDate ?? "") is { Success: true, Value: var born } && born <= Today ? InWords(Period.Between(born, Today)) : "";

    /// <returns>Whether there is such a patient, as far as it can be known now.</returns>
    public async Task<bool> LoadAsync(Caller caller, string patient, CancellationToken ct)
    {
        (PatientId, IsOwn) = (patient, patient == caller.PersonId.ToString());
        var standing = Panel.Load("Medical records", async () => await access.GetStandingAsync(new() { PatientId = patient }, cancellationToken: ct));
        var places = Panel.Load("Appointments", () => practice.Locations(ct));
        var answered = await names.Load([patient], ct);
        Zone = (await places).Value is [var first, ..] ? first.Zone : "UTC";
        (Standing, Trouble) = ((await standing).Value ?? new(), (await standing).Trouble);
        return !answered || Patient is not null || MaySee;
    }

    private static string InWords(Period lived) =>
        lived.Years >= 2 ? $"{lived.Years} years" : lived.Years * 12 + lived.Months is var months and > 0 ? (months == 1 ? "1 month" : $"{months} months") : "newborn";
}
