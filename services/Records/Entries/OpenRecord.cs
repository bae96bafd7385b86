using Microsoft.EntityFrameworkCore;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Records.Crypto;
using PracticeAspire.Records.Keys;

namespace PracticeAspire.Records.Entries;

/// <summary>One patient's record while it is read or written: its keys, and the certainty that its rows are those that were written.</summary>
internal sealed class OpenRecord(RecordsDb db, KeyRing keys, RecordHead head, EntrySet entries) : IDisposable
{
    public Guid Patient => keys.Patient;

    public KeyRing Keys => keys;

    /// <summary>How far the record is, for the ledger.</summary>
    public long Version => head.Version;

    public Kept Read(Entry entry) => entry.Read(keys);

    public void Add(Entry entry)
    {
        db.Add(entry);
        entries.Add(entry.Id, entry.Version);
    }

    /// <summary>Keeps what an entry says now before it is to say something else.</summary>
    public async Task ChangeAsync(Entry entry, Action change, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"INSERT INTO entry_history SELECT * FROM entry WHERE id = {entry.Id}", ct);
        var before = entry.Version;
        change();
        entries.Replace(entry.Id, before);
    }

    /// <summary>To be called once, after all changes and before they are saved.</summary>
    public void Close() => head.Write(entries, keys);

    public void Dispose() => keys.Dispose();
}
