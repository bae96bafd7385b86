using PracticeAspire.Records.Crypto;
using PracticeAspire.Records.Keys;

namespace PracticeAspire.Records.Entries;

/// <summary>What a patient's record consists of, sealed. Its version grows with every change, and the ledger remembers how far it was.</summary>
internal sealed class RecordHead
{
    public Guid PatientId { get; init; }

    public long Version { get; private set; }

    public byte[] Sealed { get; private set; } = [];

    private Binding Place => new("record_head", "entries", PatientId, PatientId, Version);

    public EntrySet Read(KeyRing keys)
    {
        var key = keys.First.HashKey("entry-set");
        return Version == 0 ? EntrySet.Empty(key) : EntrySet.Parse(key, keys.Open(Place, Sealed));
    }

    public void Write(EntrySet entries, KeyRing keys)
    {
        Version++;
        Sealed = keys.Seal(Place, entries.ToBytes());
    }
}
