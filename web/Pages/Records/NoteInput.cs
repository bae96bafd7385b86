using PracticeAspire.Records.Contracts;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Times;

namespace PracticeAspire.Web.Pages.Records;

/// <summary>A note as it is typed.</summary>
public sealed class NoteInput
{
    /// <summary>Also the id of the entry, when it is new.</summary>
    public string RequestId { get; set; } = Guid.CreateVersion7().ToString();

    /// <summary>The version that was read before this was typed; 0 of a new one.</summary>
    public long Version { get; set; }

    /// <summary>It was signed already when it was read: what is saved is an amendment.</summary>
    public bool WasSigned { get; set; }

    public string Template { get; set; } = "";

    public string? Source { get; set; }

    public string? Title { get; set; }

    public List<SectionInput> Sections { get; set; } = [];

    public Sensitivity Sensitivity { get; set; }

    public string? Day { get; set; }

    public string? Time { get; set; }

    public string? Reason { get; set; }

    internal static NoteInput Of(Template template, WhoseRecord whose)
    {
        var now = NodaTime.Instant.FromDateTimeOffset(whose.Now).InZone(LocalTimes.Zone(whose.Zone));
        return new()
        {
            Template = template.Name,
            Title = template.Title,
            Sections = [.. template.Sections.Select(s => new SectionInput { Title = s.Title })],
            Day = now.Date.Iso(),
            Time = now.Clock(),
        };
    }

    internal static NoteInput Of(Entry entry, string zone)
    {
        var note = entry.Content.Note;
        return new()
        {
            Version = entry.Version,
            WasSigned = entry.SignedAt is not null,
            Template = note.Template,
            Source = entry.Content.Source,
            Title = note.Title,
            Sections = [.. note.Sections.Select(s => new SectionInput { Title = s.Title, Text = s.Text })],
            Sensitivity = entry.Content.Sensitivity,
            Day = entry.HappenedAt.In(zone).Date.Iso(),
            Time = entry.HappenedAt.In(zone).Clock(),
        };
    }

    internal Content ToContent() => new()
    {
        Note = new()
        {
            Template = Template,
            Title = Title?.Trim() ?? "",
            Sections = { Sections.Select(s => new Section { Title = s.Title ?? "", Text = s.Text?.ReplaceLineEndings("\n").TrimEnd() ?? "" }) },
        },
        Sensitivity = Sensitivity,
        Source = Source ?? "",
    };
}

public sealed class SectionInput
{
    public string? Title { get; set; }

    public string? Text { get; set; }
}
