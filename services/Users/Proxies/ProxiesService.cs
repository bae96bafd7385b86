using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Users.People;
using Person = PracticeAspire.Users.People.Person;

namespace PracticeAspire.Users.Proxies;

/// <summary>Who acts for whom; see the contract.</summary>
internal sealed partial class ProxiesService(UsersDb db, IClock clock) : Contracts.Proxies.ProxiesBase
{
    private async Task<ListProxiesReply> ReplyAsync(IQueryable<Proxy> which, Func<Contracts.Proxy, string> name, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var standing = (await which.AsNoTracking().Where(p => p.EndedAt == null).ToListAsync(ct)).Where(p => !p.IsOverAt(now)).ToList();
        var ids = standing.SelectMany(p => new[] { p.PatientId, p.ProxyId }).Distinct().ToArray();
        var people = await db.People.AsNoTracking().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, ct);
        return new ListProxiesReply
        {
            Proxies = { standing.Select(p => ToReply(p, people[p.PatientId], people[p.ProxyId])).OrderBy(name, StringComparer.CurrentCulture) },
        };
    }

    private static Contracts.Proxy ToReply(Proxy proxy, Person patient, Person person) => new()
    {
        Id = proxy.Id.ToString(),
        Version = proxy.Version,
        Patient = patient.ToReply(),
        Proxy_ = person.ToReply(),
        Relationship = proxy.Relationship,
        Scopes = { proxy.Scopes },
        EndsOn = proxy.EndsOn?.ToIso() ?? "",
    };
}
