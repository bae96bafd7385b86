using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Users.People;
using Person = PracticeAspire.Users.People.Person;

namespace PracticeAspire.Users.Proxies;

/// <summary>Who acts for whom; see the contract.</summary>
internal sealed partial class ProxiesService(UsersDb db, IClock clock) : Contracts.Proxies.ProxiesBase
{
    private async Task<ListProxiesReply> ReplyAsync(IQueryable<Proxy> which, Func<Contracts.Proxy, string> name, Caller caller, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var standing = (await which.AsNoTracking().Where(p => p.EndedAt == null).ToListAsync(ct)).Where(p => !p.IsOverAt(now)).ToList();
        var ids = standing.SelectMany(p => new[] { p.PatientId, p.ProxyId }).Distinct().ToArray();
        var people = await PeopleAsync(ids, ct);
        return new ListProxiesReply
        {
            Proxies = { standing.Select(p => ToReply(p, people, caller)).OrderBy(name, StringComparer.CurrentCulture) },
        };
    }

    /// <summary>By id, whoever is meant by it: of a record that was merged, the survivor.</summary>
    private async Task<Dictionary<Guid, Person>> PeopleAsync(Guid[] ids, CancellationToken ct)
    {
        var people = await db.People.AsNoTracking()
            .Where(p => ids.Contains(p.Id) || db.People.Any(merged => ids.Contains(merged.Id) && merged.MergedInto == p.Id)).ToDictionaryAsync(p => p.Id, ct);
        return ids.ToDictionary(id => id, id => people[id].MergedInto is { } survivor ? people[survivor] : people[id]);
    }

    /// <summary>To whom others are no business, only what they are called.</summary>
    private static Contracts.Proxy ToReply(Proxy proxy, Dictionary<Guid, Person> people, Caller caller) => new()
    {
        Id = proxy.Id.ToString(),
        Version = proxy.Version,
        Patient = people[proxy.PatientId].ToReplyFor(caller),
        Proxy_ = people[proxy.ProxyId].ToReplyFor(caller),
        Relationship = proxy.Relationship,
        Scopes = { proxy.Scopes },
        EndsOn = proxy.EndsOn?.ToIso() ?? "",
    };
}
