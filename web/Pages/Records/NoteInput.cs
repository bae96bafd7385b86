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

    /// <summary>The version that was written on, while what came after it is not decided about.</summary>
    public long BasedOn { get; set; }

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

    /// <summary>Of the draft that this window has shown; empty: there was none.</summary>
    public string? DraftEtag { get; set; }

    /// <summary>This window among those of who writes.</summary>
    public string? Window { get; set; } = Guid.CreateVersion7().ToString("N");

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
            BasedOn = entry.Version,
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

    /// <summary>What was being written, as it was kept; what it changes is as the writer found it.</summary>
    internal static NoteInput Of(Draft draft, Entry? changed, string zone) => new()
    {
        RequestId = draft.RequestId.Length > 0 ? draft.RequestId : Guid.CreateVersion7().ToString(),
        Version = draft.BasedOn,
        BasedOn = draft.BasedOn,
        WasSigned = changed?.SignedAt is not null,
        Template = draft.Content.Note.Template,
        Source = draft.Content.Source,
        Title = draft.Content.Note.Title,
        Sections = [.. draft.Content.Note.Sections.Select(s => new SectionInput { Title = s.Title, Text = s.Text })],
        Sensitivity = draft.Content.Sensitivity,
        Day = draft.HappenedAt?.In(zone).Date.Iso(),
        Time = draft.HappenedAt?.In(zone).Clock(),
        Reason = draft.Reason,
        DraftEtag = draft.Etag,
    };

    /// <summary>Takes another template for what is typed already. Parts that it does not have stay where something is in them.</summary>
    internal void Under(Template chosen, Template? before)
    {
        if (string.IsNullOrWhiteSpace(Title) || Title == before?.Title)
            Title = chosen.Title;
        Sections =
        [
            .. chosen.Sections.Select(s => Sections.Find(i => i.Title == s.Title) ?? new SectionInput { Title = s.Title }),
            .. Sections.Where(i => !string.IsNullOrWhiteSpace(i.Text) && chosen.Sections.All(s => s.Title != i.Title)),
        ];
        Template = chosen.Name;
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
