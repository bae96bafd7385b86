using Microsoft.EntityFrameworkCore;
using PracticeAspire.Notifications.Telling;

namespace PracticeAspire.Notifications.Patients;

/// <summary>
/// Who is told of what concerns some patients: they themselves, of a merged record the survivor, and with them those who act for them in this.
/// <see cref="Representing"/> says later whether they still do.
/// </summary>
internal sealed class Audience
{
    private readonly Dictionary<Guid, Guid> survivors;
    private readonly ILookup<Guid, Guid> proxies;

    private Audience(Dictionary<Guid, Guid> survivors, ILookup<Guid, Guid> proxies) => (this.survivors, this.proxies) = (survivors, proxies);

    public static async Task<Audience> FindAsync(NotificationsDb db, IEnumerable<Guid> patientIds, string scope, DateTimeOffset at, CancellationToken ct)
    {
        var records = patientIds.Distinct().ToArray();
        var survivors = await db.MergedPatients.Where(m => records.Contains(m.Id) && m.SurvivorId != null).ToDictionaryAsync(m => m.Id, m => m.SurvivorId!.Value, ct);
        var patients = records.Select(record => survivors.GetValueOrDefault(record, record)).Distinct().ToArray();
        var others = await db.MergedPatients.Where(m => m.SurvivorId != null && patients.Contains(m.SurvivorId.Value)).ToDictionaryAsync(m => m.Id, m => m.SurvivorId!.Value, ct);
        Guid[] theirs = [.. patients, .. others.Keys];
        var acting = await db.Proxies
            .Where(p => theirs.Contains(p.PatientId) && p.Scopes.Contains(scope) && (p.EndsAt == null || p.EndsAt > at))
            .Select(p => new { p.PatientId, p.ProxyId }).ToListAsync(ct);
        return new(survivors, acting.ToLookup(p => others.GetValueOrDefault(p.PatientId, p.PatientId), p => p.ProxyId));
    }

    /// <summary>Who is meant by a record's id.</summary>
    public Guid PatientOf(Guid record) => survivors.GetValueOrDefault(record, record);

    /// <param name="besides">Who is told for themself as well.</param>
    public IEnumerable<Told<TNews>> Of<TNews>(TNews news, params Guid[] besides)
        where TNews : News
    {
        var patient = PatientOf(news.PatientId);
        Guid[] themselves = [.. besides.Prepend(patient).Distinct()];
        return themselves.Select(person => new Told<TNews>(news, person, ActsFor: null))
            .Concat(proxies[patient].Except(themselves).Select(person => new Told<TNews>(news, person, ActsFor: patient)));
    }
}
