using Hl7.Fhir.Model;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Charts;
using Task = System.Threading.Tasks.Task;

namespace PracticeAspire.Records.FhirRead;

/// <summary>One resource by its id: that of its entry, and a number behind it where an entry has several.</summary>
internal sealed class ReadResource(RecordsDb db, ReadRecords reading)
{
    public async Task<Resource> ReadAsync(string type, string id, HttpContext http)
    {
        var ct = http.RequestAborted;
        if (type == "Patient")
            return await reading.ReadAsync(SearchResources.IdOf(id), "fhir Patient", http, chart => Task.FromResult<Resource>(EntryToFhir.Patient(chart.Standing.Patient)), ct);

        if (ResourceTypes.KindsOf(type) is null || !Guid.TryParseExact(id.Split('.')[0], "D", out var entryId))
            throw new NotFound();

        // Whose it is decides who may see it, so it has to be looked up first.
        var patient = await db.Entries.Where(e => e.Id == entryId).Select(e => (Guid?)e.PatientId).SingleOrDefaultAsync(ct) ?? throw new NotFound();
        return await reading.ReadAsync(patient, $"fhir {type} {id}", http, async chart =>
        {
            var entry = await reading.EntriesOf(chart).SingleOrDefaultAsync(e => e.Id == entryId, ct) ?? throw new NotFound();
            return chart.Show([entry]).SelectMany(e => EntryToFhir.Resources(e, chart.Standing.Patient)).SingleOrDefault(r => r.TypeName == type && r.Id == id)
                ?? throw new NotFound { About = chart.Withheld > 0 ? chart.Standing.Patient : null };
        }, ct);
    }
}
