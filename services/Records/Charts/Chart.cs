using PracticeAspire.Records.Crypto;
using PracticeAspire.Records.Entries;

namespace PracticeAspire.Records.Charts;

/// <summary>The records of one patient, opened, and what of them was shown and withheld.</summary>
internal sealed class Chart(Standing standing) : IDisposable
{
    private readonly Dictionary<Guid, OpenRecord> opened = [];

    // An answer can show an entry in several places; it is one entry still.
    private readonly HashSet<(Guid Id, long Version)> shown = [];
    private readonly HashSet<Guid> withheld = [];

    public Standing Standing { get; } = standing;

    public OpenRecord? Own => opened.GetValueOrDefault(Standing.Patient);

    public int Shown => shown.Count;

    public int Withheld => withheld.Count;

    public void Add(OpenRecord record) => opened.Add(record.Patient, record);

    /// <summary>What of these is for the caller's eyes.</summary>
    public IEnumerable<Contracts.Entry> Show(IEnumerable<Entry> entries)
    {
        foreach (var entry in entries)
        {
            var kept = opened[entry.PatientId].Read(entry);
            if (Standing.MaySee(kept.Content, entry.AuthorId))
            {
                shown.Add((entry.Id, entry.Version));
                yield return entry.ToReply(kept);
            }
            else
            {
                withheld.Add(entry.Id);
            }
        }
    }

    /// <summary>What the file of an entry that was shown is sealed with; null when there is none.</summary>
    public FileKey? FileKeyOf(Entry entry) => opened[entry.PatientId].Read(entry).FileKey is { IsEmpty: false } key ? FileKey.Parse(key.Span) : null;

    public void Dispose()
    {
        foreach (var record in opened.Values)
            record.Dispose();
    }
}
