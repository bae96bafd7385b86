using Microsoft.Extensions.Caching.Memory;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Web.Neighbours;

/// <summary>
/// What nearly every page needs and seldom changes: where, who, what for. Any signed-in person may read it, so one copy serves all for
/// half a minute; saving here forgets it at once.
/// </summary>
internal sealed class Practice(SchedulesClient schedules, PeopleClient people, IMemoryCache cache)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    public Task<IReadOnlyList<Location>> Locations(CancellationToken ct) => Kept<Location>("locations", async () =>
        [.. (await schedules.ListLocationsAsync(new(), cancellationToken: ct)).Locations.OrderBy(l => l.Name, StringComparer.CurrentCulture)]);

    public Task<IReadOnlyList<VisitType>> VisitTypes(CancellationToken ct) => Kept<VisitType>("visit-types", async () =>
        [.. (await schedules.ListVisitTypesAsync(new(), cancellationToken: ct)).VisitTypes.OrderBy(v => v.Name, StringComparer.CurrentCulture)]);

    public Task<IReadOnlyList<Person>> Practitioners(CancellationToken ct) => Kept<Person>("practitioners", async () =>
        [.. (await people.ListPractitionersAsync(new(), cancellationToken: ct)).Practitioners.OrderBy(p => p.DisplayName, StringComparer.CurrentCulture)]);

    public void Forget()
    {
        foreach (var key in (string[])["locations", "visit-types", "practitioners"])
            cache.Remove(key);
    }

    private async Task<IReadOnlyList<T>> Kept<T>(string key, Func<Task<IReadOnlyList<T>>> load)
    {
        if (cache.TryGetValue(key, out IReadOnlyList<T>? kept) && kept is not null)
            return kept;

        var loaded = await load();

        // Nothing set up yet is what a new practice looks at while setting up: not kept.
        return loaded.Count == 0 ? loaded : cache.Set(key, loaded, Fresh);
    }
}
