using System.Text.Json.Serialization;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Events.Contracts;
using PracticeAspire.Notifications.Telling;

namespace PracticeAspire.Notifications.Records;

/// <summary>
/// Who asks to see a patient's record, may, may not, opened it in an emergency, or did so and nobody has looked at it. Nothing of why, and nothing of what
/// stands in it.
/// </summary>
/// <remarks><see cref="News.PatientId"/> is whose record it was found to be when this was heard: of a merged one, the survivor's.</remarks>
internal sealed class RecordNews : News
{
    public const string Table = "record_news";

    public const string Requested = "record-access-requested";
    public const string Granted = "record-access-granted";
    public const string Refused = "record-access-refused";
    public const string GlassBroken = "record-glass-broken";
    public const string ReviewOverdue = "record-review-overdue";

    /// <summary>The request, or the opening in an emergency.</summary>
    public required Guid MatterId { get; init; }

    /// <summary>Who asked, or opened it.</summary>
    public required Guid ViewerId { get; init; }

    /// <summary>Until when they may see it; null while, or as, they may not.</summary>
    public DateTimeOffset? OpenUntil { get; init; }

    [JsonIgnore]
    public override string Scope => Patients.Scope.Records;

    public static RecordNews Of<TEvent>(string kind, Received<TEvent> received, Guid patient, Guid viewer, DateTimeOffset? openUntil = null)
        where TEvent : IEvent => new()
        {
            EventId = received.EventId,
            Kind = kind,
            MatterId = received.Event.AggregateId,
            Version = received.Event.Version,
            PatientId = patient,
            ViewerId = viewer,
            OpenUntil = openUntil,
            OccurredAt = received.OccurredAt,
        };

    /// <summary>Of an emergency people are told however late: it happened to their record.</summary>
    public override string? OutdatedAt(DateTimeOffset now) => Kind == Granted && OpenUntil <= now ? "The time for which the record was open had passed." : null;

    /// <returns>As one of <see cref="Reader"/>.</returns>
    public string ToldAs(Guid person, Guid? actsFor) => Kind switch
    {
        ReviewOverdue => Reader.Reviewer,
        Granted or Refused when person == ViewerId => Reader.Requester,
        _ when person == PatientId || actsFor is not null => Reader.Owner,
        _ => Reader.Reviewer,
    };
}

/// <summary>Why somebody is told.</summary>
internal static class Reader
{
    /// <summary>It is their record, or that of a patient they act for.</summary>
    public const string Owner = "owner";

    /// <summary>They asked to see it.</summary>
    public const string Requester = "requester";

    /// <summary>They look at every record that was opened in an emergency: the privacy officer.</summary>
    public const string Reviewer = "reviewer";
}
