using Grpc.Core;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.People;

internal sealed partial class PeopleService
{
    public override async Task<RegisterPatientReply> RegisterPatient(RegisterPatientRequest request, ServerCallContext context)
    {
        if (!context.Caller().IsStaff)
            throw new NotAllowed();

        var requestId = request.Id.ToId("id");
        var now = clock.GetCurrentInstant();
        var patient = Person.With([Roles.Patient], DetailsOf(request, now));

        return await db.Once(requestId, request, async () =>
        {
            db.People.Add(patient);
            patient.Announce(db, now);
            await db.SaveOrRefuse(context.CancellationToken);
            return new RegisterPatientReply { Patient = patient.ToReply() };
        }, context.CancellationToken);
    }

    private static PersonalDetails DetailsOf(RegisterPatientRequest request, Instant now)
    {
        var details = new PersonalDetails(DetailRules.Name(request.GivenNames), DetailRules.Name(request.FamilyName))
        {
            BirthDate = DetailRules.BirthDate(request.BirthDate.ToDay("birth_date"), DetailRules.LatestDay(now)),
            Gender = request.AdministrativeGender.Length == 0 ? "unknown" : DetailRules.Gender(request.AdministrativeGender),
            Phone = DetailRules.Phone(request.Phone),
            Email = DetailRules.Email(request.Email),
            Language = request.Language.Length == 0 ? "en" : DetailRules.Language(request.Language),
        };
        DetailRules.RequireName(details.GivenNames, details.FamilyName);
        return details;
    }
}
