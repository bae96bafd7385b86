using System.Globalization;
using System.Text;
using PracticeAspire.Records.Keys;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Erasure;

/// <summary>That a record was erased: with whose, if it was merged into another, and by whom.</summary>
internal sealed record Tombstone(Guid Record, Guid Patient, string By);

/// <summary>
/// Which records were erased, outside every database: a file in <c>Audit:AnchorFolder</c> that is only added to. Before the service answers anybody it
/// holds the file against the keys, so that a database of keys that was put back from a backup loses again what had been destroyed.
/// </summary>
internal sealed class Tombstones(IConfiguration configuration, KeyDatabase keys, ILogger<Tombstones> log) : IDisposable
{
    private readonly string path = Path.Combine(configuration.GetRequired("Audit:AnchorFolder"), "records.erased");
    private readonly SemaphoreSlim one = new(1);

    /// <summary>Written to the disk before anything is destroyed: what is half done is done at the next start.</summary>
    public async Task AddAsync(Guid[] records, Guid patient, string by, DateTimeOffset at, CancellationToken ct)
    {
        var lines = string.Concat(records.Select(record => string.Create(CultureInfo.InvariantCulture, $"{record} {at:O} {patient} {by}\n")));
        await one.WaitAsync(ct);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);

            // What a crash has left unfinished stays a line of its own.
            var torn = file.Length > 0 && LastByteOf(file) != '\n';
            file.Seek(0, SeekOrigin.End);
            await file.WriteAsync(Encoding.ASCII.GetBytes(torn ? $"\n{lines}" : lines), ct);
            file.Flush(flushToDisk: true);
        }
        finally
        {
            one.Release();
        }
    }

    public async Task<IReadOnlyList<Tombstone>> AllAsync(CancellationToken ct)
    {
        if (!File.Exists(path))
            return [];

        var found = new List<Tombstone>();
        foreach (var line in await File.ReadAllLinesAsync(path, ct))
        {
            if (Parse(line) is { } tombstone)
                found.Add(tombstone);
            else
                log.LogCritical("A line of {File} cannot be read: an erasure was cut off there, or the file was changed. Erase that record again", Path.GetFileName(path));
        }

        return found;
    }

    /// <returns>How many keys were destroyed that had come back.</returns>
    public async Task<int> ApplyAsync(CancellationToken ct) => await DestroyAsync([.. (await AllAsync(ct)).Select(tombstone => tombstone.Record)], ct);

    public void Dispose() => one.Dispose();

    /// <summary>Destroys the keys of these records, whatever they open; one that has none yet can have none any more.</summary>
    public async Task<int> DestroyAsync(Guid[] records, CancellationToken ct)
    {
        await using var forbid = keys.Command(
            """
            INSERT INTO patient_key (patient_id, version, key_id, wrapping_key, wrapped, commitment, destroyed_at)
            SELECT record, 1, gen_random_uuid(), 0, NULL, decode(repeat('00', 16), 'hex'), now() FROM unnest($1) AS record ON CONFLICT (patient_id, version) DO NOTHING
            """, records);
        await forbid.ExecuteNonQueryAsync(ct);
        await using var destroy = keys.Command("UPDATE patient_key SET wrapped = NULL, destroyed_at = now() WHERE patient_id = ANY ($1) AND wrapped IS NOT NULL", records);
        var destroyed = await destroy.ExecuteNonQueryAsync(ct);

        // What was overwritten lies in the file until then.
        await using var vacuum = keys.Command("VACUUM patient_key");
        if (destroyed > 0)
            await vacuum.ExecuteNonQueryAsync(ct);
        return destroyed;
    }

    // Until there was more to say a line had the record and the time alone.
    private static Tombstone? Parse(string line)
    {
        var parts = line.Split(' ');
        if (parts.Length < 2 || !Guid.TryParseExact(parts[0], "D", out var record) || !DateTimeOffset.TryParseExact(parts[1], "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            return null;
        return new(record, parts.Length > 2 && Guid.TryParseExact(parts[2], "D", out var patient) ? patient : record, parts.Length > 3 ? parts[3] : "");
    }

    private static int LastByteOf(FileStream file)
    {
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte();
    }
}
