using Grpc.Core;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Web.Neighbours;

/// <summary>Names for the ids on one page, asked for in one call. A directory that is down costs the names, not the page.</summary>
internal sealed class Names(PeopleClient people)
{
    private readonly Dictionary<string, Person> known = [];

    /// <returns>Whether the directory answered: whoever is not known then is not in it.</returns>
    public async Task<bool> Load(IEnumerable<string> ids, CancellationToken ct)
    {
        var wanted = ids.Where(id => id.Length > 0 && !known.ContainsKey(id)).Distinct().ToList();
        foreach (var some in wanted.Chunk(500))
        {
            try
            {
                Add((await people.GetPeopleAsync(new() { Ids = { some } }, cancellationToken: ct)).People);
            }
            catch (RpcException failure) when (Refusal.From(failure).Kind is RefusalKind.Unavailable or RefusalKind.Failed)
            {
                return false;
            }
        }

        return true;
    }

    public void Add(IEnumerable<Person> some)
    {
        foreach (var person in some)
            known[person.Id] = person;
    }

    public Person? Person(string id) => known.GetValueOrDefault(id);

    /// <param name="otherwise">What to call someone whose name is not to be had: "Patient", "Practitioner".</param>
    public string Of(string id, string otherwise = "Name not available") => known.TryGetValue(id, out var person) ? person.DisplayName : otherwise;
}
