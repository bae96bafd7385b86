using System.Globalization;
using Hl7.Fhir.Model;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Charts;

namespace PracticeAspire.Records.FhirRead;

/// <summary>
/// A patient's resources, newest first, page by page. A page ends when it is full or enough entries were looked at, so one can be shorter than asked for,
/// and still have a next one.
/// </summary>
internal sealed class SearchResources(ReadRecords reading)
{
    public const string Page = "page";

    private const int EntriesLookedAt = 500;
    private const int MostFound = 200;
    private const int MostOfEverything = 1000;

    private static readonly string[] OfSearch = ["patient", "_count", Page, "_format"];
    private static readonly string[] OfEverything = ["_count", Page, "_format"];

    public async Task<Resource> OfTypeAsync(string type, HttpContext http)
    {
        var kinds = ResourceTypes.KindsOf(type) ?? throw new NotFound();
        RequireKnown(http.Request.Query, OfSearch);
        var patient = http.Request.Query["patient"].ToString();
        if (patient.Length == 0)
            throw new Malformed("patient", "Say whose: ?patient=<id>.");

        var (count, from) = Asked(http.Request.Query, 50, MostFound);
        return await reading.ReadAsync(IdOf(patient), $"fhir {type}", http, async chart =>
        {
            var (found, next) = await FindAsync(chart, kinds, r => r.TypeName == type, count, from, http.RequestAborted);
            return (Resource)Links.ToBundle(http, found, next);
        }, http.RequestAborted);
    }

    public async Task<Resource> EverythingAsync(string id, HttpContext http)
    {
        RequireKnown(http.Request.Query, OfEverything);
        var (count, from) = Asked(http.Request.Query, MostOfEverything, MostOfEverything);
        return await reading.ReadAsync(IdOf(id), "fhir everything", http, async chart =>
        {
            if (chart.Standing.IsEmergency)
                throw new NotAllowed("In an emergency a record is read here, and not taken away as a whole.") { About = chart.Standing.Patient };
            var (found, next) = await FindAsync(chart, null, _ => true, count, from, http.RequestAborted);
            IEnumerable<Resource> patient = from is null ? [EntryToFhir.Patient(chart.Standing.Patient)] : [];
            return (Resource)Links.ToBundle(http, patient.Concat(found), next);
        }, http.RequestAborted);
    }

    /// <exception cref="NotFound">There is no id like this.</exception>
    public static Guid IdOf(string text) => Guid.TryParseExact(text.StartsWith("Patient/", StringComparison.Ordinal) ? text["Patient/".Length..] : text, "D", out var id) ? id : throw new NotFound();

    private async Task<(List<Resource> Found, string? Next)> FindAsync(
        Chart chart, string[]? kinds, Func<Resource, bool> wanted, int count, SearchToken? from, CancellationToken ct)
    {
        var entries = reading.EntriesOf(chart);
        if (kinds is not null)
            entries = entries.Where(e => kinds.Contains(e.Kind));
        if (from is var (at, id, _))
            entries = entries.Where(e => e.HappenedAt < at || e.HappenedAt == at && e.Id <= id);
        var rows = await entries.OrderByDescending(e => e.HappenedAt).ThenByDescending(e => e.Id).Take(EntriesLookedAt + 1).ToListAsync(ct);

        var found = new List<Resource>();
        foreach (var row in rows.Take(EntriesLookedAt))
        {
            if (found.Count == count)
                return (found, SearchToken.At(row, 0));

            var resources = chart.Show([row]).SelectMany(e => EntryToFhir.Resources(e, chart.Standing.Patient)).Where(wanted).ToList();
            var skipped = from is { Taken: var taken } && from.Id == row.Id ? taken : 0;
            var room = count - found.Count;
            found.AddRange(resources.Skip(skipped).Take(room));
            if (resources.Count - skipped > room)
                return (found, SearchToken.At(row, skipped + room));
        }

        return (found, rows.Count > EntriesLookedAt ? SearchToken.At(rows[EntriesLookedAt], 0) : null);
    }

    private static (int Count, SearchToken? From) Asked(IQueryCollection query, int usual, int most)
    {
        var count = usual;
        if (query["_count"].ToString() is { Length: > 0 } asked && (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count < 1))
            throw new Malformed("_count", "The field _count must be a number from 1.");
        return (Math.Min(count, most), SearchToken.Parse(query[Page].ToString(), Page));
    }

    // A filter that is not applied would give more than was asked for.
    private static void RequireKnown(IQueryCollection query, string[] known)
    {
        if (query.Keys.FirstOrDefault(key => !known.Contains(key)) is { } other)
            throw new Malformed(other, $"There is no search by this here, only by {string.Join(", ", known)}.");
        if (query.Any(q => q.Value.Count > 1))
            throw new Malformed("query", "Say each thing once.");
    }
}
