using PracticeAspire.Appointments.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Web.Shared;

/// <summary>Small words and marks that several pages share.</summary>
internal static class Words
{
    /// <summary>"Ana Ruiz" → "AR"; titles are not initials.</summary>
    public static string Initials(string name)
    {
        var parts = name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(p => !p.EndsWith('.') && char.IsLetter(p[0])).ToList();
        return parts switch
        {
            [] => "·",
            [var one] => one[..1].ToUpperInvariant(),
            [var first, .., var last] => $"{first[0]}{last[0]}".ToUpperInvariant(),
        };
    }

    public static (string Text, string Look) Of(AppointmentStatus status, bool late = false) => status switch
    {
        AppointmentStatus.Booked => ("Booked", "tag--good"),
        AppointmentStatus.Held => ("Held", ""),
        AppointmentStatus.Cancelled => (late ? "Cancelled late" : "Cancelled", "tag--wrong"),
        AppointmentStatus.NoShow => ("Did not come", "tag--warn"),
        _ => ("Unknown", ""),
    };

    public static string Happened(string what) => what switch
    {
        "held" => "Time held",
        "booked" => "Booked",
        "rescheduled" => "Moved",
        "cancelled" => "Cancelled",
        "no-show" => "Marked as not come",
        _ => what,
    };

    public static string Count(int n, string one, string many) => n == 1 ? $"1 {one}" : $"{n} {many}";
}
