using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Access;

/// <summary>
/// Decides who may see a record: its owner; whom the owner lets; who treats the patient, unless the owner keeps them out; and, for half an hour,
/// who broke the glass. Nobody else, whatever their role. A visit that somebody arranged for themselves opens nothing to them before it begins: a calendar
/// that they may write is no key to a record.
/// </summary>
internal sealed class Standings(RecordsDb db, IClock clock)
{
    /// <summary>A doctor prepares before a visit and follows up after it.</summary>
    private static readonly Duration Before = Duration.FromDays(30);
    private static readonly Duration After = Duration.FromDays(180);

    /// <summary>A nurse sees to whoever is at the practice about now.</summary>
    private static readonly Duration AboutNow = Duration.FromHours(24);

    private const string AtThePractice = "at-the-practice";
    private const string OutOfIt = "kept-out";

    /// <exception cref="NotAllowed">They may not see it. The ledger is told.</exception>
    public async Task<Standing> RequireAsync(Caller caller, Guid patient, CancellationToken ct) =>
        await OfAsync(caller, patient, ct) is { Basis: not null } standing
            ? standing
            : throw new NotAllowed("This record is not open to you. You can ask the patient for access.") { About = patient };

    /// <exception cref="NotAllowed">They may not write into it. The ledger is told.</exception>
    public async Task<Standing> RequireWriterAsync(Caller caller, Guid patient, CancellationToken ct) =>
        await RequireAsync(caller, patient, ct) is { MayWrite: true } standing
            ? standing
            : throw new NotAllowed("Only who treats the patient writes into the record.") { About = patient };

    /// <exception cref="NotFound">The record is not theirs to decide about.</exception>
    public async Task<Standing> RequireOwnerAsync(Caller caller, Guid patient, CancellationToken ct) =>
        await OfAsync(caller, patient, ct) is { IsOwner: true } standing ? standing : throw new NotFound { About = patient };

    public async Task<Standing> OfAsync(Caller caller, Guid patient, CancellationToken ct)
    {
        var survivor = await db.MergedPatients.Where(m => m.Id == patient).Select(m => m.SurvivorId).SingleOrDefaultAsync(ct) ?? patient;
        Guid[] records = [survivor, .. await db.MergedPatients.Where(m => m.SurvivorId == survivor).Select(m => m.Id).ToArrayAsync(ct)];
        var nobody = new Standing(caller.PersonId, survivor, records, null, null, Sensitivity.Normal, MayWrite: false, IsKeptOut: false, null);
        if (caller.PersonId == survivor)
            return caller.May(Permissions.OwnRecord) ? nobody with { Basis = Basis.Own, Most = Sensitivity.VeryRestricted } : nobody;

        var ties = await TiesAsync(caller.PersonId, records, ct);
        return ties.Select(tie => Seeing(nobody, tie, caller, ties)).FirstOrDefault(s => s is not null) ?? nobody with { IsKeptOut = IsKeptOut(ties) };
    }

    // The first that says yes decides, in the order of the question below.
    private static Standing? Seeing(Standing nobody, Tie tie, Caller caller, IReadOnlyList<Tie> ties)
    {
        var level = tie.Restricted ? Sensitivity.Restricted : Sensitivity.Normal;
        var seeing = nobody with { Basis = tie.Kind, Until = tie.Until is { } until ? Instant.FromDateTimeOffset(until) : null, By = tie.Id };
        return tie.Kind switch
        {
            Basis.Proxy when caller.May(Permissions.OwnRecord) => seeing with { Most = Sensitivity.Restricted },
            Basis.BreakGlass when caller.May(Permissions.BreakGlass) =>
                seeing with { Most = Sensitivity.VeryRestricted, MayWrite = caller.May(Permissions.WriteRecords), IsKeptOut = IsKeptOut(ties) },
            Basis.Treating when caller.May(Permissions.ReadRecords) && !IsKeptOut(ties) => seeing with
            {
                Most = caller.Is(Roles.Doctor) ? Sensitivity.Restricted : Granted(ties),
                MayWrite = caller.May(Permissions.WriteRecords),
            },
            AtThePractice when caller.Is(Roles.Nurse) && caller.May(Permissions.ReadRecords) && !IsKeptOut(ties) =>
                seeing with { Basis = Basis.Treating, Most = Granted(ties), MayWrite = caller.May(Permissions.WriteRecords) },
            Basis.Grant when caller.May(Permissions.RequestRecords) || caller.May(Permissions.ReadRecords) => seeing with { Most = level },
            _ => null,
        };
    }

    // Who treats the patient may have been let see more than that.
    private static Sensitivity Granted(IReadOnlyList<Tie> ties) => ties.Any(t => t is { Kind: Basis.Grant, Restricted: true }) ? Sensitivity.Restricted : Sensitivity.Normal;

    private static bool IsKeptOut(IReadOnlyList<Tie> ties) => ties.Any(t => t.Kind == OutOfIt);

    private async Task<List<Tie>> TiesAsync(Guid person, Guid[] records, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant().ToDateTimeOffset();
        var (soon, late) = (now + Before.ToTimeSpan(), now - After.ToTimeSpan());
        var (tomorrow, yesterday) = (now + AboutNow.ToTimeSpan(), now - AboutNow.ToTimeSpan());
        return await db.Database.SqlQuery<Tie>(
            $"""
            SELECT 1 AS nth, 'proxy' AS kind, id, ends_at AS until, false AS restricted FROM proxy
            WHERE proxy_id = {person} AND patient_id = ANY ({records}) AND (ends_at IS NULL OR ends_at > {now})
            UNION ALL SELECT 2, 'break-glass', id, ends_at, true FROM glass_break
            WHERE person_id = {person} AND patient_id = ANY ({records}) AND ends_at > {now}
            UNION ALL SELECT 3, 'treating', NULL, max(ends_at) + {After.ToTimeSpan()}, false FROM meeting
            WHERE practitioner_id = {person} AND patient_id = ANY ({records}) AND stands AND starts_at < {soon} AND ends_at > {late}
                AND (arranged_by IS DISTINCT FROM {person} OR starts_at <= {now}) HAVING count(*) > 0
            UNION ALL SELECT 4, 'at-the-practice', NULL, max(ends_at) + {AboutNow.ToTimeSpan()}, false FROM meeting
            WHERE patient_id = ANY ({records}) AND stands AND starts_at < {tomorrow} AND ends_at > {yesterday}
                AND (arranged_by IS DISTINCT FROM {person} OR starts_at <= {now}) HAVING count(*) > 0
            UNION ALL SELECT 5, 'grant', id, ends_at, restricted_too FROM access_request
            WHERE requester_id = {person} AND patient_id = ANY ({records}) AND status = 'approved' AND ends_at > {now}
            UNION ALL SELECT 6, 'kept-out', NULL, NULL, false FROM kept_out WHERE person_id = {person} AND patient_id = ANY ({records})
            ORDER BY nth, restricted DESC
            """).ToListAsync(ct);
    }

    /// <summary>What ties a person to a record at a moment.</summary>
    private sealed record Tie(int Nth, string Kind, Guid? Id, DateTimeOffset? Until, bool Restricted);
}
