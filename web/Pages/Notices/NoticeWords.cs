using PracticeAspire.Notifications.Contracts;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Times;

namespace PracticeAspire.Web.Pages.Notices;

/// <summary>What a notice says, where it leads and what is drawn beside it.</summary>
/// <param name="me">Whose notices these are.</param>
internal sealed class NoticeWords(Names names, string me)
{
    public static IEnumerable<string> PeopleIn(Notice n) => [n.PatientId, n.PractitionerId, n.ViewerId];

    public string Say(Notice n) => IsOfRecord(n) ? SayOfRecord(n) : SayOfAppointment(n);

    public static string Link(Notice n) => (n.Kind, n.ToldAs) switch
    {
        ("record-access-granted", "requester") => $"/records/chart?patientId={n.PatientId}",
        ("record-access-refused", "requester") => "/records/requests",
        ("record-glass-broken" or "record-review-overdue", "reviewer") => "/records/reviews",
        _ when IsOfRecord(n) => $"/records/access?patientId={n.PatientId}",
        _ => $"/appointments/{n.AppointmentId}",
    };

    public static string Icon(Notice n) => n.Kind switch
    {
        "appointment-cancelled" or "record-glass-broken" or "record-review-overdue" => "wrong",
        "appointment-rescheduled" => "move",
        "record-access-requested" => "key",
        _ when IsOfRecord(n) => "lock",
        _ => "calendar",
    };

    private static bool IsOfRecord(Notice n) => n.Kind.StartsWith("record-", StringComparison.Ordinal);

    private string SayOfRecord(Notice n)
    {
        var (viewer, patient) = (names.Of(n.ViewerId, "Someone at the practice"), names.Of(n.PatientId, "a patient"));
        var record = n.PatientId == me ? "your record" : $"the record of {patient}";
        var until = n.OpenUntil is null ? "" : $" until {LocalTimes.Moment(n.OpenUntil, n.Zone)}";
        return (n.Kind, n.ToldAs) switch
        {
            ("record-access-requested", _) => $"{viewer} asks to see {record}.",
            ("record-access-granted", "requester") => $"You may see {record}{until}.",
            ("record-access-granted", _) => $"{viewer} may see {record}{until}.",
            ("record-access-refused", "requester") => $"You may not see {record}, or no longer.",
            ("record-access-refused", _) => $"{viewer} may not see {record}, or no longer.",
            ("record-glass-broken", "reviewer") => $"{viewer} opened {record} in an emergency. Somebody has to look at it.",
            ("record-glass-broken", _) => $"{viewer} opened {record} in an emergency.",
            ("record-review-overdue", _) => $"{viewer} opened {record} in an emergency, and nobody has looked at it in time.",
            _ => $"Something happened to {record}.",
        };
    }

    private string SayOfAppointment(Notice n)
    {
        var who = n.PatientId == me ? $"with {names.Of(n.PractitionerId, "your practitioner")}" : $"of {names.Of(n.PatientId, "a patient")}";
        var visit = $"{n.VisitType} {who}";
        return n.Kind switch
        {
            "appointment-booked" => $"{visit} is booked for {LocalTimes.Moment(n.Start, n.Zone)}.",
            "appointment-rescheduled" when n.PreviousStart is not null =>
                $"{visit} moved from {LocalTimes.Moment(n.PreviousStart, n.Zone)} to {LocalTimes.Moment(n.Start, n.Zone)}.",
            "appointment-rescheduled" => $"{visit} moved to {LocalTimes.Moment(n.Start, n.Zone)}.",
            "appointment-cancelled" => $"{visit} on {LocalTimes.Moment(n.Start, n.Zone)} is cancelled.",
            _ => $"{visit}, {LocalTimes.Moment(n.Start, n.Zone)}.",
        };
    }
}
