using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime.Text;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.People;

internal sealed partial class PeopleService
{
    private const int MostDuplicates = 10;

    /// <summary>People born on one day, or behind one telephone number: even a practice of millions has no more of them.</summary>
    private const int MostCandidates = 500;

    public override async Task<FindDuplicatesReply> FindDuplicates(FindDuplicatesRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var known = request.PersonId.ToIdOrNone("person_id") is { } id
            ? await db.People.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id && p.MergedInto == null, ct) ?? throw new NotFound()
            : null;
        var facts = known is null ? TypedFacts(request) : KnownFacts.Of(known);

        var candidates = await BornOnAsync(facts, ct);
        candidates.AddRange(await ReachedByAsync(facts, ct));
        var alike = candidates.DistinctBy(p => p.Id).Where(p => p.Id != known?.Id)
            .Select(person => (Person: person, Likeness: Likeness.Of(facts, KnownFacts.Of(person))))
            .Where(found => found.Likeness.Score > 0)
            .OrderByDescending(found => found.Likeness.Score).ThenBy(found => found.Person.SortName, StringComparer.Ordinal)
            .Take(MostDuplicates);
        return new FindDuplicatesReply
        {
            Duplicates = { alike.Select(found => new Duplicate { Person = found.Person.ToReplyWithPhone(), Reasons = { found.Likeness.Reasons } }) },
        };
    }

    // What cannot be read is no reason not to look with the rest: registering will say what is wrong with it.
    private static KnownFacts TypedFacts(FindDuplicatesRequest request) => new(
        request.GivenNames.ToText("given_names", 1000), request.FamilyName.ToText("family_name", 1000),
        LocalDatePattern.Iso.Parse(request.BirthDate) is { Success: true, Value: { Year: >= 1000 } day } ? day : null,
        string.Concat(request.Phone.ToText("phone", 1000).Where(char.IsAsciiDigit)));

    private Task<List<Person>> BornOnAsync(KnownFacts facts, CancellationToken ct) => facts.BirthDate is { } day
        ? StandingPatients.Where(p => p.BirthDate == day).OrderBy(p => p.Id).Take(MostCandidates).ToListAsync(ct)
        : Task.FromResult(new List<Person>());

    private async Task<List<Person>> ReachedByAsync(KnownFacts facts, CancellationToken ct)
    {
        var reached = new List<Person>();
        foreach (var tail in facts.Phones.Select(Likeness.Tail).Where(tail => tail.Length >= Likeness.ShortestPhone))
        {
            var ends = $"%{tail} %";
            reached.AddRange(await StandingPatients.Where(p => EF.Functions.Like(p.PhoneDigits, ends)).OrderBy(p => p.Id).Take(MostCandidates).ToListAsync(ct));
        }

        return reached;
    }

    /// <summary>Patients whose record has not been merged into another.</summary>
    private IQueryable<Person> StandingPatients => db.People.AsNoTracking().Where(p => p.Roles.Contains(Roles.Patient) && p.MergedInto == null);
}
