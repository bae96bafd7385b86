using System.Security.Cryptography;
using Google.Protobuf;
using Npgsql;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Crypto;

namespace PracticeAspire.Records.Keys;

/// <summary>
/// The keys of patients. They are fetched for one use case and wiped with its <see cref="KeyRing"/>: nothing is cached, so that a destroyed key is
/// gone everywhere at once.
/// </summary>
internal sealed class PatientKeys(KeyDatabase database, WrappingKeys wrapping)
{
    /// <summary>All the keys of a patient, a new one made when there is none yet.</summary>
    public async Task<KeyRing> ForWritingAsync(Guid patient, CancellationToken ct)
    {
        var ring = await ForReadingAsync(patient, ct);
        if (!ring.IsEmpty)
            return ring;

        ring.Dispose();
        await AddAsync(patient, 1, ct);
        return await ForReadingAsync(patient, ct);
    }

    /// <summary>All the keys of a patient that are left.</summary>
    /// <exception cref="RuleBroken"><c>record-erased</c>: they were destroyed.</exception>
    /// <exception cref="Damaged">A key cannot be unwrapped, or is another's.</exception>
    public async Task<KeyRing> ForReadingAsync(Guid patient, CancellationToken ct)
    {
        var keys = new List<PatientKey>();
        try
        {
            await using var command = database.Command(
                "SELECT version, key_id, wrapping_key, wrapped, commitment FROM patient_key WHERE patient_id = $1 ORDER BY version", patient);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                if (await reader.IsDBNullAsync(3, ct))
                    throw new RuleBroken("record-erased", "This record was erased. Nothing of it can be read, and nothing can be added to it.");
                keys.Add(Unwrap(
                    patient, new(reader.GetGuid(1), (ushort)reader.GetInt16(0)), reader.GetInt32(2), reader.GetFieldValue<byte[]>(3), reader.GetFieldValue<byte[]>(4)));
            }

            return new(patient, keys);
        }
        catch
        {
            keys.ForEach(key => key.Dispose());
            throw;
        }
    }

    /// <summary>Makes the next key of a patient; when another made it at the same moment, theirs stands.</summary>
    public async Task AddAsync(Guid patient, ushort version, CancellationToken ct)
    {
        using var key = PatientKey.Create(version);
        await using var insert = database.Command(
            "INSERT INTO patient_key (patient_id, version, key_id, wrapping_key, wrapped, commitment) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (patient_id, version) DO NOTHING",
            patient, (short)version, key.Id.Id, wrapping.Current.Version, key.WrapWith(wrapping.Current), key.CommitmentFor(patient));
        await insert.ExecuteNonQueryAsync(ct);
    }

    private PatientKey Unwrap(Guid patient, KeyId id, int wrappingKey, byte[] wrapped, byte[] commitment)
    {
        var with = wrapping.Find(wrappingKey) ?? throw new Damaged($"the key of {patient} needs the secret 'records:wrapping-key-{wrappingKey}', which is not there");
        byte[]? secret = null;
        try
        {
            secret = with.Unwrap(wrapped);
            var key = new PatientKey(id, secret);
            if (CryptographicOperations.FixedTimeEquals(key.CommitmentFor(patient), commitment))
                return key;
            key.Dispose();
            throw new Damaged($"the key {id.Id} is not that of {patient}");
        }
        catch (CryptographicException)
        {
            throw new Damaged($"the key {id.Id} of {patient} cannot be unwrapped with 'records:wrapping-key-{wrappingKey}'");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }
}

/// <summary>One patient's keys, for as long as they are needed.</summary>
internal sealed class KeyRing(Guid patient, IReadOnlyList<PatientKey> keys) : IDisposable
{
    public Guid Patient { get; } = patient;

    public bool IsEmpty => keys.Count == 0;

    /// <summary>What new things are sealed under.</summary>
    public PatientKey Newest => keys.Count > 0 ? keys[^1] : throw new Damaged($"there is no key for {Patient}");

    /// <summary>The first, under which what must be found again is hashed.</summary>
    public PatientKey First => keys.Count > 0 ? keys[0] : throw new Damaged($"there is no key for {Patient}");

    /// <summary>Tells a request from others, and nothing about it to whoever lacks the key.</summary>
    public byte[] Fingerprint(IMessage request) => HMACSHA256.HashData(First.HashKey("request"), request.ToByteArray());

    public byte[] Seal(Binding belongsTo, ReadOnlySpan<byte> text) => SealedBytes.Seal(Newest, belongsTo, text);

    /// <exception cref="Damaged">It does not belong there, was changed, or its key is gone.</exception>
    public byte[] Open(Binding belongsTo, byte[] envelope)
    {
        var id = SealedBytes.KeyOf(envelope);
        foreach (var key in keys)
        {
            if (key.Id == id)
                return SealedBytes.Open(key, belongsTo, envelope);
        }

        throw new Damaged(belongsTo, "its key is not there; the database of keys may have been put back to an earlier state");
    }

    public void Dispose()
    {
        foreach (var key in keys)
            key.Dispose();
    }
}
