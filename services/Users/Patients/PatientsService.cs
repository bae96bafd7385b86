using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Users.RelatedPeople;
using Person = PracticeAspire.Users.People.Person;

namespace PracticeAspire.Users.Patients;

/// <summary>What the desk knows of a patient; see the contract.</summary>
internal sealed partial class PatientsService(UsersDb db, IClock clock, TimeProvider time) : Contracts.Patients.PatientsBase
{
    /// <exception cref="NotFound">There is no such patient, or their record was merged into another one.</exception>
    private async Task<Person> PatientAsync(string id, string field, CancellationToken ct)
    {
        var wanted = id.ToId(field);
        return await db.People.SingleOrDefaultAsync(p => p.Id == wanted && p.MergedInto == null && p.Roles.Contains(Roles.Patient), ct) ?? throw new NotFound();
    }

    /// <summary>The contacts of a patient stay with the record they were written for, so that undoing a merge gives each its own.</summary>
    private IQueryable<RelatedPerson> ContactsOf(Guid patient) =>
        db.RelatedPeople.Where(r => r.PatientId == patient || db.People.Any(p => p.Id == r.PatientId && p.MergedInto == patient));

    private static CheckPatientReply ProblemsOf(IEnumerable<(string Field, Action Rule)> rules)
    {
        var reply = new CheckPatientReply();
        foreach (var (field, rule) in rules)
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

        return reply;
    }
}
