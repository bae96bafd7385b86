using Grpc.Core;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.People;

internal sealed partial class PeopleService
{
    public override Task<CheckPatientReply> CheckPatient(RegisterPatientRequest request, ServerCallContext context)
    {
        var reply = new CheckPatientReply();
        foreach (var (field, rule) in RulesFor(request, clock.GetCurrentInstant()))
        {
            try
            {
                rule();
            }
            catch (Refused broken)
            {
                reply.Problems.Add(new FieldProblem { Field = field, Sentence = broken.Refusal.Sentence });
            }
        }

        return Task.FromResult(reply);
    }

    private static IEnumerable<(string Field, Action Rule)> RulesFor(RegisterPatientRequest request, Instant now) =>
    [
        ("given_names", () => DetailRules.Name(request.GivenNames)),
        ("family_name", () => DetailRules.Name(request.FamilyName)),
        ("family_name", () => DetailRules.RequireName(request.GivenNames, request.FamilyName)),
        ("birth_date", () => BirthDateOf(request, now)),
        ("administrative_gender", () => GenderOf(request)),
        ("phone", () => DetailRules.Phone(request.Phone)),
        ("email", () => DetailRules.Email(request.Email)),
        ("language", () => LanguageOf(request)),
    ];
}
