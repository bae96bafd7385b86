using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.People;

internal sealed partial class PeopleService
{
    /// <summary>So many are fetched and put in order at once faster than they are looked for in order.</summary>
    private const int Few = 300;

    public override async Task<FindPatientsReply> FindPatients(FindPatientsRequest request, ServerCallContext context)
    {
        var limit = request.Limit == 0 ? 20 : request.Limit;
        if (limit is < 1 or > 50)
            throw new Malformed("limit", "The limit must be between 1 and 50.");

        var query = PatientQuery.Of(request.Text.ToText("text", 200));
        if (query.AsksForNobody)
            return new FindPatientsReply();

        var found = await FindAsync(query, limit + 1, context.CancellationToken);
        return new FindPatientsReply { Patients = { found.Take(limit).Select(p => p.ToReplyWithPhone()) }, CutOff = found.Count > limit };
    }

    /// <summary>
    /// Whose family name begins with what was typed comes first. What is known of someone in two ways mostly leaves few, whom the indexes of
    /// fragments find together and who are put in order here. Many are read in order until there are enough: the family names that begin so
    /// are one stretch of the list by name, and the others lie scattered over it.
    /// </summary>
    private async Task<List<Person>> FindAsync(PatientQuery query, int most, CancellationToken ct)
    {
        // Which index is the right one depends on the very names, so no plan is made for names in general.
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"SET LOCAL plan_cache_mode = force_custom_plan", ct);

        if (query.LeavesFew)
        {
            var few = await Named(PatientsWith(query), query.Names).Take(Few).ToListAsync(ct);
            if (few.Count < Few)
                return [.. few.OrderBy(p => query.RankOf(p.SortName)).ThenBy(p => p.SortName, StringComparer.Ordinal).ThenBy(p => p.Id).Take(most)];
        }

        var (found, others) = (new List<Person>(), PatientsWith(query));
        foreach (var family in query.FamilyNames)
        {
            var begins = $"{family}%";
            found.AddRange(await ByName(Named(others.Where(p => EF.Functions.Like(p.SortName, begins)), query.Names.Where(name => name != family)), most - found.Count, ct));
            if (found.Count == most)
                return found;

            others = others.Where(p => !EF.Functions.Like(p.SortName, begins));
        }

        found.AddRange(await ByName(Named(others, query.Names), most - found.Count, ct));
        return found;
    }

    private IQueryable<Person> PatientsWith(PatientQuery query)
    {
        var patients = StandingPatients;
        foreach (var days in query.BirthDates)
            patients = patients.Where(p => days.Contains(p.BirthDate!.Value));
        foreach (var phone in query.Phones)
            patients = patients.Where(p => EF.Functions.Like(p.PhoneDigits, $"%{phone}%"));
        return patients;
    }

    private static IQueryable<Person> Named(IQueryable<Person> people, IEnumerable<string> fragments) =>
        fragments.Aggregate(people, (some, fragment) => some.Where(p => EF.Functions.Like(p.SearchWords, $"% {fragment}%")));

    private static Task<List<Person>> ByName(IQueryable<Person> people, int most, CancellationToken ct) =>
        people.OrderBy(p => p.SortName).ThenBy(p => p.Id).Take(most).ToListAsync(ct);
}
