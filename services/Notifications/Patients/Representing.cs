namespace PracticeAspire.Notifications.Patients;

/// <summary>Whom a person acts for at a moment. Asked when something is shown or sent: a right that has ended since they were told counts no more.</summary>
internal static class Representing
{
    /// <returns>The patients' records: those that survived a merge, and those that were merged into them.</returns>
    public static IQueryable<Guid> RepresentedBy(this NotificationsDb db, Guid person, string scope, DateTimeOffset at)
    {
        var survivors = db.Proxies
            .Where(p => p.ProxyId == person && p.Scopes.Contains(scope) && (p.EndsAt == null || p.EndsAt > at))
            .Select(p => db.MergedPatients.Where(m => m.Id == p.PatientId).Select(m => m.SurvivorId).FirstOrDefault() ?? p.PatientId);
        return survivors.Concat(db.MergedPatients.Where(m => m.SurvivorId != null && survivors.Contains(m.SurvivorId.Value)).Select(m => m.Id));
    }
}
