using Grpc.Core;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Users.People;
using PhoneNumber = PracticeAspire.Users.People.PhoneNumber;
using PostalAddress = PracticeAspire.Users.People.PostalAddress;

namespace PracticeAspire.Users.Patients;

internal sealed partial class PatientsService
{
    public override async Task<PatientDetails> CorrectPatient(PatientDetails request, ServerCallContext context)
    {
        var now = clock.GetCurrentInstant();
        var details = DetailsOf(request, now);
        var patient = await PatientAsync(request.Id, "id", context.CancellationToken);
        if (!patient.WouldChange(details))
            return patient.ToDetailsReply(); // as when someone presses the button a second time

        // An e-mail address decides who can sign in as someone who works here.
        if (patient.Roles.Any(Roles.Staff.Contains))
        {
            if (!context.Caller().May(Permissions.ManageStaff))
                throw new NotAllowed("This patient works here too. Ask whoever sees to the staff to correct it.");
            context.RequireFreshProof(time);
        }

        patient.RequireVersion(request.Version);
        patient.Change(details);
        patient.Announce(db, now);
        db.Audit(context.Audited("patient.corrected", patient.Id));
        await db.SaveOrRefuse(context.CancellationToken);
        return patient.ToDetailsReply();
    }

    public override Task<CheckPatientReply> CheckCorrection(PatientDetails request, ServerCallContext context) =>
        Task.FromResult(ProblemsOf(RulesFor(request, clock.GetCurrentInstant())));

    private static PersonalDetails DetailsOf(PatientDetails request, Instant now)
    {
        foreach (var (_, rule) in RulesFor(request, now))
            rule();

        var phones = PhonesOf(request.Phones);
        return new PersonalDetails(DetailRules.Name(request.GivenNames), DetailRules.Name(request.FamilyName))
        {
            PreferredName = DetailRules.Name(request.PreferredName),
            BirthDate = BirthDateOf(request, now),
            Gender = GenderOf(request),
            Phone = phones.FirstOrDefault()?.Number ?? "",
            PhoneUse = phones.FirstOrDefault()?.Use ?? "",
            OtherPhones = [.. phones.Skip(1)],
            Email = DetailRules.Email(request.Email),
            Language = DetailRules.Language(request.Language),
            Address = AddressOf(request.Address),
            MaritalStatus = MaritalStatusOf(request),
            Died = request.Died || request.DiedOn.Length > 0,
            DiedOn = DiedOnOf(request, now),
        };
    }

    private static IEnumerable<(string Field, Action Rule)> RulesFor(PatientDetails request, Instant now) =>
    [
        ("given_names", () => DetailRules.Name(request.GivenNames)),
        ("family_name", () => DetailRules.Name(request.FamilyName)),
        ("family_name", () => DetailRules.RequireName(request.GivenNames, request.FamilyName)),
        ("preferred_name", () => DetailRules.Name(request.PreferredName)),
        ("birth_date", () => BirthDateOf(request, now)),
        ("administrative_gender", () => GenderOf(request)),
        .. RulesFor(request.Phones),
        ("email", () => DetailRules.Email(request.Email)),
        ("language", () => DetailRules.Language(request.Language)),
        .. RulesFor(request.Address),
        ("marital_status", () => MaritalStatusOf(request)),
        ("died_on", () => DiedOnOf(request, now)),
    ];

    private static IEnumerable<(string Field, Action Rule)> RulesFor(IReadOnlyList<Contracts.PhoneNumber> phones) =>
        [("phones", () => RequireFew(phones)), .. phones.Select((phone, i) => ($"phones.{i}", (Action)(() => PhoneNumber.Of(phone.Number, phone.Use))))];

    private static IEnumerable<(string Field, Action Rule)> RulesFor(Contracts.PostalAddress? address) => address is null
        ? []
        :
        [
            ("address.lines", () => PostalAddress.Of(address.Lines, "", "", "", "", "")),
            ("address.city", () => PostalAddress.Of([], address.City, "", "", "", "")),
            ("address.district", () => PostalAddress.Of([], "", address.District, "", "", "")),
            ("address.state", () => PostalAddress.Of([], "", "", address.State, "", "")),
            ("address.postal_code", () => PostalAddress.Of([], "", "", "", address.PostalCode, "")),
            ("address.country", () => PostalAddress.Of([], "", "", "", "", address.Country)),
        ];

    private static PostalAddress? AddressOf(Contracts.PostalAddress? address) => address is null
        ? null
        : PostalAddress.Of(address.Lines, address.City, address.District, address.State, address.PostalCode, address.Country);

    private static PhoneNumber[] PhonesOf(IEnumerable<Contracts.PhoneNumber> phones) =>
        [.. phones.Where(p => !string.IsNullOrWhiteSpace(p.Number)).Select(p => PhoneNumber.Of(p.Number, p.Use)).DistinctBy(p => p.Digits)];

    private static void RequireFew(IReadOnlyList<Contracts.PhoneNumber> phones)
    {
        if (phones.Count > PhoneNumber.Most)
            throw new Malformed("phones", $"The field phones may have at most {PhoneNumber.Most} numbers.");
    }

    // Of an imported patient it may not be known.
    private static LocalDate? BirthDateOf(PatientDetails request, Instant now) => request.BirthDate.Length == 0
        ? null
        : DetailRules.BirthDate(DayOf(request.BirthDate, "birth_date", "Give the birth date as a day such as 1980-04-23."), DetailRules.LatestDay(now));

    private static string GenderOf(PatientDetails request) =>
        request.AdministrativeGender.Length == 0 ? "unknown" : DetailRules.Gender(request.AdministrativeGender);

    private static string MaritalStatusOf(PatientDetails request) =>
        request.MaritalStatus.Length == 0 || MaritalStatuses.WordsOf(request.MaritalStatus).Length > 0
            ? request.MaritalStatus
            : throw new Malformed("marital_status", "Choose a marital status from the list, or leave it open.");

    private static LocalDate? DiedOnOf(PatientDetails request, Instant now)
    {
        if (request.DiedOn.Length == 0)
            return null;

        var born = request.BirthDate.Length > 0 && NodaTime.Text.LocalDatePattern.Iso.Parse(request.BirthDate) is { Success: true, Value: var day } ? day : (LocalDate?)null;
        return DetailRules.DiedOn(DayOf(request.DiedOn, "died_on", "Give the day of death as a day such as 2020-04-23, or leave it open."), born, DetailRules.LatestDay(now));
    }

    private static LocalDate DayOf(string text, string field, string sentence) =>
        NodaTime.Text.LocalDatePattern.Iso.Parse(text) is { Success: true, Value: { Year: >= 1000 and <= 9000 } day } ? day : throw new Malformed(field, sentence);
}
