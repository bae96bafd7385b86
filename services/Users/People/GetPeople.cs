using Google.Protobuf.Collections;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using Proxy = PracticeAspire.Users.Proxies.Proxy;

namespace PracticeAspire.Users.People;

internal sealed partial class PeopleService
{
    private const int MostIds = 500;

    public override async Task<GetPeopleReply> GetPeople(GetPeopleRequest request, ServerCallContext context)
    {
        var caller = context.Caller();
        var known = await KnownAsync(Ids(request.Ids, "ids"), context.CancellationToken);
        var allowed = Person.IsKnownTo(caller) ? known : await AllowedAsync(known, caller, context.CancellationToken);
        return new GetPeopleReply { People = { allowed.Select(k => k.Person.ToReplyFor(caller, askedFor: k.Id)) } };
    }

    /// <summary>To a patient: themself, those they act for, practitioners, and, since they may know who saw their record, everyone else who works here.</summary>
    private async Task<IReadOnlyList<(Guid Id, Person Person)>> AllowedAsync(IReadOnlyList<(Guid Id, Person Person)> known, Caller caller, CancellationToken ct)
    {
        var (now, ids) = (clock.GetCurrentInstant(), known.Select(k => k.Person.Id).ToArray());
        var represented = (await db.Set<Proxy>().AsNoTracking().Where(p => p.ProxyId == caller.PersonId && p.EndedAt == null)
            .Join(db.People, p => p.PatientId, x => x.Id, (proxy, patient) => new { proxy, Patient = patient.MergedInto ?? patient.Id })
            .Where(p => ids.Contains(p.Patient)).ToListAsync(ct))
            .Where(p => !p.proxy.IsOverAt(now)).Select(p => p.Patient).ToHashSet();
        var ownsRecord = caller.May(Permissions.OwnRecord);
        return
        [
            .. known.Where(k => k.Person.Id == caller.PersonId || k.Person.IsPractitioner || represented.Contains(k.Person.Id) || ownsRecord && k.Person.IsStaff),
        ];
    }

    /// <summary>Who is meant by an id: who bears it, or into whom that record was merged.</summary>
    private async Task<IReadOnlyList<(Guid Id, Person Person)>> KnownAsync(Guid[] ids, CancellationToken ct)
    {
        var people = await db.People.AsNoTracking().Where(p => ids.Contains(p.Id)).ToListAsync(ct);
        var survivors = people.Select(p => p.MergedInto).OfType<Guid>().ToArray();
        var standing = survivors.Length == 0
            ? []
            : await db.People.AsNoTracking().Where(p => survivors.Contains(p.Id)).ToDictionaryAsync(p => p.Id, ct);
        return [.. people.Select(p => (p.Id, p.MergedInto is { } into && standing.TryGetValue(into, out var survivor) ? survivor : p))];
    }

    private static Guid[] Ids(RepeatedField<string> ids, string field) => ids.Count <= MostIds
        ? [.. ids.Select(id => id.ToId(field))]
        : throw new Malformed(field, $"Ask for at most {MostIds} people at a time.");
}
