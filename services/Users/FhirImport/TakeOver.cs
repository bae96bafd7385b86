using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Organizations;

namespace PracticeAspire.Users.FhirImport;

/// <summary>
/// Brings what a bundle holds into the directory, all in the caller's transaction: what is known is corrected, what is new is added. What others
/// refer to has to come before them.
/// </summary>
internal sealed partial class TakeOver(UsersDb db, References references, ReportByKind report, Instant now)
{
    /// <summary>What is said of organizations, sites, roles and contacts alike. Whatever a function refuses is left out and reported.</summary>
    private async Task TakeAsync<TGiven, TKept>(
        IReadOnlyList<TGiven> batch, DbSet<TKept> kept, Func<TGiven, TKept> create, Func<TKept, TGiven, bool> correct, CancellationToken ct)
        where TGiven : ImportedEntry
        where TKept : class, IDirectoryEntry
    {
        var known = await KnownHere.OthersAsync(db, batch[0].From.Kind, [.. batch.SelectMany(e => e.Identifiers)], ct);
        var ids = known.Values.Distinct().ToArray();
        var here = await kept.Where(k => ids.Contains(k.Id)).ToDictionaryAsync(k => k.Id, ct);
        foreach (var given in batch)
        {
            try
            {
                Take(given);
            }
            catch (RuleBroken refusal)
            {
                report.Refuse(given.From, refusal.Message);
            }
        }

        await db.SaveChangesAsync(ct);
        db.ChangeTracker.Clear();

        void Take(TGiven given)
        {
            Guid[] meant = [.. given.Identifiers.Where(known.ContainsKey).Select(i => known[i]).Distinct()];
            if (meant.Length > 1)
                throw new RuleBroken("several", "Its identifiers belong to several of them here. Find out which it is before importing it.");

            if (meant.Length == 0)
            {
                var one = create(given);
                kept.Add(one);
                Identify(one.Id, given.From.Kind, [.. given.Identifiers, KnownHere.OwnIdentifier(one.Id)]);
                references.Took(given, one.Id);
                report.Create(given.From);
            }
            else if (here.TryGetValue(meant[0], out var one))
            {
                var corrected = correct(one, given);
                var further = given.Identifiers.Where(i => !known.ContainsKey(i)).ToList();
                Identify(one.Id, given.From.Kind, further);
                references.Took(given, one.Id);
                report.Know(given.From, corrected || further.Count > 0);
            }
            else
            {
                // It was removed here, and an old file does not bring it back.
                report.Know(given.From, corrected: false);
            }
        }
    }

    private void Identify(Guid id, string kind, IEnumerable<People.PersonIdentifier> identifiers) =>
        db.DirectoryIdentifiers.AddRange(identifiers.Select(i => new DirectoryIdentifier(kind, i.System, i.Value, id)));
}
