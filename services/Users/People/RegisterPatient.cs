using Grpc.Core;
using NodaTime;
using NodaTime.Text;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.People;

internal sealed partial class PeopleService
{
    public override async Task<RegisterPatientReply> RegisterPatient(RegisterPatientRequest request, ServerCallContext context)
    {
        var requestId = request.Id.ToId("id");
        var now = clock.GetCurrentInstant();
        var patient = Person.With([Roles.Patient], DetailsOf(request, now));

        return await db.Once(requestId, request, async () =>
        {
            db.People.Add(patient);
            patient.Announce(db, now);
            db.Audit(context.Audited("patient.registered", patient.Id));
            await db.SaveOrRefuse(context.CancellationToken);
            return new RegisterPatientReply { Patient = patient.ToReply() };
        }, context.CancellationToken);
    }

    private static PersonalDetails DetailsOf(RegisterPatientRequest request, Instant now)
    {
        var details = new PersonalDetails(DetailRules.Name(request.GivenNames), DetailRules.Name(request.FamilyName))
        {
            BirthDate = BirthDateOf(request, now),
            Gender = GenderOf(request),
            Phone = DetailRules.Phone(request.Phone),
            Email = DetailRules.Email(request.Email),
            Language = LanguageOf(request),
        };
        DetailRules.RequireName(details.GivenNames, details.FamilyName);
        return details;
    }

    private static LocalDate BirthDateOf(RegisterPatientRequest request, Instant now) =>
        LocalDatePattern.Iso.Parse(request.BirthDate) is { Success: true, Value: var day }
            ? DetailRules.BirthDate(day, DetailRules.LatestDay(now))
            : throw new Malformed("birth_date", "Give the birth date as a day such as 1980-04-23.");

    private static string GenderOf(RegisterPatientRequest request) =>
        request.AdministrativeGender.Length == 0 ? "unknown" : DetailRules.Gender(request.AdministrativeGender);

    private static string LanguageOf(RegisterPatientRequest request) => request.Language.Length == 0 ? "en" : DetailRules.Language(request.Language);
}
