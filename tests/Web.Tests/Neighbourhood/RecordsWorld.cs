using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Web.Tests.Neighbourhood;

/// <summary>What the records service of one test knows.</summary>
internal sealed class RecordsWorld(World world)
{
    /// <summary>How a member of staff comes to see a record, by person and patient; whoever is not in it does not.</summary>
    public ConcurrentDictionary<(string Person, string Patient), string> Bases { get; } = new();

    public ConcurrentDictionary<string, Entry> Entries { get; } = new();

    /// <summary>What an entry said before, newest first.</summary>
    public ConcurrentDictionary<string, IReadOnlyList<Entry>> Before { get; } = new();

    /// <summary>The bytes of documents, by their entry.</summary>
    public ConcurrentDictionary<string, byte[]> Files { get; } = new();

    /// <summary>Who looked at a file or took it along.</summary>
    public ConcurrentQueue<(string Person, string Entry, bool Kept)> FilesRead { get; } = new();

    /// <summary>How many bytes of a file have arrived, while it arrives.</summary>
    public long Arrived;

    /// <summary>What is being written, by who writes, of which patient and which entry.</summary>
    public ConcurrentDictionary<(string Author, string Patient, string Entry), Draft> Drafts { get; } = new();

    public ConcurrentDictionary<string, AccessRequest> Requests { get; } = new();

    public ConcurrentDictionary<string, GlassBreak> GlassBreaks { get; } = new();

    public ConcurrentDictionary<(string Patient, string Person), KeptOut> KeptOut { get; } = new();

    public List<RecordedAccess> Accesses { get; } = [];

    /// <summary>Of the clinical part of a bundle, by its file name.</summary>
    public ConcurrentDictionary<string, int> ImportedBytes { get; } = new();

    public bool LedgerIsDamaged { get; set; }

    public int Withheld { get; set; }

    /// <summary>The sentence of a record that is not as it was written.</summary>
    public string? Damaged { get; set; }

    public static Template[] Templates { get; } =
    [
        new()
        {
            Name = "soap", Title = "Visit note (SOAP)",
            Sections =
            {
                new TemplateSection { Title = "Subjective", Hint = "What the patient says: complaint, course, what they take" }, new TemplateSection { Title = "Objective", Hint = "What you see, hear and measure" },
                new TemplateSection { Title = "Assessment", Hint = "What you think it is, and what it is not" }, new TemplateSection { Title = "Plan", Hint = "What is done, by whom, until when" },
            },
        },
        new() { Name = "free", Title = "Free note", Sections = { new TemplateSection { Title = "Note" } } },
        new() { Name = "telephone", Title = "Telephone call", Sections = { new TemplateSection { Title = "Reason" }, new TemplateSection { Title = "Advice" } } },
    ];

    public Entry Write(int n, string patient, Timestamp at, Content content, string author, bool signed = false) => Entries[World.Id(n)] = new()
    {
        Id = World.Id(n),
        PatientId = patient,
        Kind = System.Enum.Parse<Kind>(content.KindCase.ToString()),
        Version = 1,
        HappenedAt = at,
        RecordedAt = at,
        AuthorId = author,
        SignedAt = signed ? at : null,
        SignedBy = signed ? author : "",
        Content = content,
    };

    public AccessRequest Ask(int n, string requester, string patient, string status, Timestamp? endsAt = null, bool restricted = false) => Requests[World.Id(n)] = new()
    {
        Id = World.Id(n),
        PatientId = patient,
        RequesterId = requester,
        Reason = "The insurer asks for the dates of the treatment of last autumn, and the letters from the hospital.",
        RestrictedToo = restricted,
        Status = status,
        AskedAt = World.At(world.Today.PlusDays(-2), 16, 20),
        WantedUntil = World.At(world.Today.PlusDays(8), 0),
        EndsAt = endsAt,
    };

    public GlassBreak Break(int n, string person, string patient, int daysAgo, bool? justified = null) => GlassBreaks[World.Id(n)] = new()
    {
        Id = World.Id(n),
        PatientId = patient,
        PersonId = person,
        Code = "unconscious",
        Reason = "Found unconscious in the waiting room; medication and allergies unknown to me.",
        At = World.At(world.Today.PlusDays(-daysAgo), 9, 12),
        EndsAt = World.At(world.Today.PlusDays(-daysAgo), 9, 42),
        Overdue = justified is null && daysAgo > 4,
        ReviewedAt = justified is null ? null : World.At(world.Today.PlusDays(1 - daysAgo), 8),
        ReviewedBy = justified is null ? "" : world.Administrator.Id,
        Review = justified is null ? "" : "The report of the ambulance is there and says the same.",
        Justified = justified == true,
    };
}
