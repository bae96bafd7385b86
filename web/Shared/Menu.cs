using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Web.Shared;

/// <summary>Where staff go from everywhere: what they may not use is not shown.</summary>
internal sealed record Menu(string Title, IReadOnlyList<MenuEntry> Entries)
{
    private static readonly Menu[] All =
    [
        new("", [
            new("/board", "board", "Day board", Permissions.ReadCalendar) { Short = "Board" },
            new("/calendar/week", "week", "Week", Permissions.ReadCalendar) { Under = "/calendar" },
            new("/book", "find", "Find a time", Permissions.ManageAppointments) { Short = "Book" },
            new("/people", "people", "People", Permissions.ReadDirectory),
        ]),
        new("Records", [
            new("/records/requests", "key", "Requests", Permissions.RequestRecords),
        ]),
        new("Reports", [
            new("/reports/day-sheet", "report", "Day sheet", Permissions.ReadReports),
            new("/reports/utilisation", "chart", "Utilisation", Permissions.ReadReports),
        ]),
        new("Set up", [
            new("/administration/locations", "pin", "Locations", Permissions.EditSchedules),
            new("/administration/visit-types", "tag", "Visit types", Permissions.EditSchedules),
            new("/administration/working-hours", "clock", "Working hours", Permissions.EditSchedules),
            new("/administration/staff", "people", "Staff", Permissions.ManageStaff),
            new("/administration/roles", "lock", "Roles", Permissions.EditRoles),
            new("/administration/import", "import", "Import", Permissions.ImportPeople),
            new("/administration/audit", "log", "Audit", Permissions.ReadAudit),
            new("/records/reviews", "check", "Emergency reviews", Permissions.ReviewRecords),
        ]),
    ];

    /// <summary>The part that a phone keeps at its lower edge; the others are a step away.</summary>
    public bool IsMain => Title.Length == 0;

    public static IReadOnlyList<Menu> For(Caller caller) =>
        [.. All.Select(menu => menu with { Entries = [.. menu.Entries.Where(e => caller.May(e.Permission))] }).Where(menu => menu.Entries.Count > 0)];
}

internal sealed record MenuEntry(string Href, string Icon, string Text, string Permission)
{
    private readonly string? under;

    /// <summary>Where there is little room.</summary>
    public string Short { get; init; } = Text;

    /// <summary>Pages at and below this path are this entry's.</summary>
    public string Under { get => under ?? Href; init => under = value; }
}
