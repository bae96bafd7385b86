using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.RelatedPeople;

namespace PracticeAspire.Users.FhirImport;

internal sealed partial class TakeOver
{
    public async Task TakeAsync(IReadOnlyList<ImportedRelatedPerson> related, CancellationToken ct)
    {
        await references.LookUpAsync(related.SelectMany(r => r.References), ct);
        var patients = await PeopleOf(related.Select(r => r.Patient), ct);
        var ids = patients.Keys.ToArray();
        var counts = await db.RelatedPeople.Where(r => ids.Contains(r.PatientId)).GroupBy(r => r.PatientId).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        await TakeAsync(related, db.RelatedPeople, Create, Correct, ct);

        RelatedPerson Create(ImportedRelatedPerson given)
        {
            var patient = references.Find(given.Patient);
            if (counts.GetValueOrDefault(patient) >= RelatedRules.MostOfOne)
                throw new RuleBroken("too-many-contacts", $"{patients[patient].DisplayName} has {RelatedRules.MostOfOne} contacts already. Remove one first.");

            counts[patient] = counts.GetValueOrDefault(patient) + 1;
            return RelatedPerson.Of(patient, given.Details);
        }

        bool Correct(RelatedPerson known, ImportedRelatedPerson given)
        {
            var patient = references.Find(given.Patient);
            return known.PatientId == patient
                ? known.Correct(given.Details)
                : throw new RuleBroken("of-another-person", $"Its identifier belongs to a contact of someone other than {patients[patient].DisplayName} here. Check which of the two is right.");
        }
    }
}
