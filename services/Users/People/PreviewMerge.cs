using System.Globalization;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.People;

internal sealed partial class PeopleService
{
    public override async Task<MergePreview> PreviewMerge(PreviewMergeRequest request, ServerCallContext context)
    {
        var two = await TwoRecordsAsync(request.SurvivorId.ToId("survivor_id"), request.MergedId.ToId("merged_id"), context.CancellationToken);
        if (request.EitherWay && two.Objection is not null && two.Swapped.Objection is null)
            two = two.Swapped;

        var combined = CombinedDetails.Of(two.Survivor.Details, two.Merged.Details);
        var contacts = (await ContactsAsync(two.Survivor.Id, context.CancellationToken), await ContactsAsync(two.Merged.Id, context.CancellationToken));
        return new MergePreview
        {
            Survivor = ToRecord(two.Survivor, two.SurvivorSignsIn),
            Merged = ToRecord(two.Merged, two.MergedSignsIn),
            Fields = { combined.Compare(two.Survivor.Details, two.Merged.Details), ToField(contacts) },
            Objection = two.Objection?.Refusal.Sentence ?? "",
            OtherWayRound = two.Swapped.Objection is null,
        };
    }

    /// <summary>Contacts stay with their records, and are shown together.</summary>
    private static MergedField ToField((int Survivor, int Merged) contacts) => new()
    {
        Name = "contacts",
        Survivor = Count(contacts.Survivor),
        Merged = Count(contacts.Merged),
        Result = Count(contacts.Survivor + contacts.Merged),
        Differs = contacts.Merged > 0,
    };

    private static string Count(int contacts) => contacts == 0 ? "" : contacts.ToString(CultureInfo.InvariantCulture);

    private Task<int> ContactsAsync(Guid record, CancellationToken ct) =>
        db.RelatedPeople.CountAsync(r => r.PatientId == record || db.People.Any(p => p.Id == r.PatientId && p.MergedInto == record), ct);

    private static MergeRecord ToRecord(Person person, bool signsIn) =>
        new() { Person = person.ToReplyWithPhone(), Version = person.Version, CanSignIn = signsIn };

    /// <exception cref="NotFound">One of the two is not here.</exception>
    private async Task<TwoRecords> TwoRecordsAsync(Guid survivor, Guid merged, CancellationToken ct)
    {
        var found = await db.People.Where(p => p.Id == survivor || p.Id == merged)
            .Select(p => new { Person = p, SignsIn = db.Accounts.Any(a => a.Id == p.Id) || db.LinkedIdentities.Any(l => l.PersonId == p.Id && l.EndedAt == null), IsSurvivor = db.People.Any(m => m.MergedInto == p.Id) })
            .ToDictionaryAsync(p => p.Person.Id, ct);
        if (!found.TryGetValue(survivor, out var stays) || !found.TryGetValue(merged, out var goes))
            throw new NotFound();

        return new(stays.Person, goes.Person, stays.SignsIn, goes.SignsIn, stays.IsSurvivor, goes.IsSurvivor);
    }
}
