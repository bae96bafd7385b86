using PracticeAspire.Records.Contracts;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;
using PracticeAspire.Web.Times;

namespace PracticeAspire.Web.Pages.Records;

/// <summary>What is typed into the form of an entry that is not a note. Each kind uses its part of it.</summary>
public sealed class EntryInput
{
    /// <summary>Also the id of the entry, when it is new.</summary>
    public string RequestId { get; set; } = Guid.CreateVersion7().ToString();

    public long Version { get; set; }

    public string? Day { get; set; }

    public string? Time { get; set; }

    public Sensitivity Sensitivity { get; set; }

    /// <summary>Measured values as typed, by the vital sign's field.</summary>
    public Dictionary<string, string?> Vitals { get; set; } = [];

    public string? Text { get; set; }

    public string? System { get; set; }

    public string? Code { get; set; }

    public string? Status { get; set; }

    /// <summary>When it began, and ended: a day, a month or a year.</summary>
    public string? From { get; set; }

    public string? Until { get; set; }

    public string? Criticality { get; set; }

    public List<string> Categories { get; set; } = [];

    /// <summary>Apart by commas.</summary>
    public string? Reactions { get; set; }

    public string? Dosage { get; set; }

    public string? Lot { get; set; }

    /// <summary>What it is given or done for.</summary>
    public string? For { get; set; }

    public string? Comment { get; set; }

    /// <summary>Why something signed is amended.</summary>
    public string? Why { get; set; }

    internal static EntryInput New(WhoseRecord whose)
    {
        var now = NodaTime.Instant.FromDateTimeOffset(whose.Now).InZone(LocalTimes.Zone(whose.Zone));
        return new() { Day = now.Date.Iso(), Time = now.Clock() };
    }

    internal static EntryInput Of(Entry entry, string zone)
    {
        var input = Of(entry.Content);
        (input.Version, input.Sensitivity) = (entry.Version, entry.Content.Sensitivity);
        (input.Day, input.Time) = (entry.HappenedAt.In(zone).Date.Iso(), entry.HappenedAt.In(zone).Clock());
        return input;
    }

    private static EntryInput Of(Content content) => content switch
    {
        { Vitals: { } vitals } => new() { Vitals = VitalSign.All.ToDictionary(s => s.Field, s => vitals.Measurements.FirstOrDefault(s.Is)?.Quantity.Value) },
        { Problem: { } p } => Named(p.What, new() { Status = p.ClinicalStatus, From = p.Onset, Until = p.Abated, Comment = p.Comment }),
        { Allergy: { } a } => Named(a.What, new() { Status = a.ClinicalStatus, Criticality = a.Criticality, Categories = [.. a.Categories], Reactions = string.Join(", ", a.Reactions), Comment = a.Comment }),
        { Medication: { } m } => Named(m.What, new() { Status = m.Status, Dosage = m.Dosage, From = m.Since, Until = m.Until, For = m.Reason }),
        { Immunization: { } i } => Named(i.What, new() { Status = i.Status, Lot = i.Lot, Comment = i.Comment }),
        { Procedure: { } p } => Named(p.What, new() { Status = p.Status, Until = p.Until, For = p.Reason }),
        _ => new(),
    };

    private static EntryInput Named(Concept? what, EntryInput input)
    {
        input.Text = what?.Text;
        if (what is { Codings: [var first, ..] } && CodeSystems.Offered.Any(o => o.System == first.System))
            (input.System, input.Code) = (first.System, first.Code);
        return input;
    }
}
