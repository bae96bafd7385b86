using System.Globalization;
using PracticeAspire.Records.Keys;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Erasure;

/// <summary>
/// Which records were erased, outside every database: a file in <c>Audit:AnchorFolder</c> that is only added to. Before the service answers anybody it
/// holds the file against the keys, so that a database of keys that was put back from a backup loses again what had been destroyed.
/// </summary>
internal sealed class Tombstones(IConfiguration configuration, KeyDatabase keys) : IDisposable
{
    private readonly string path = Path.Combine(configuration.GetRequired("Audit:AnchorFolder"), "records.erased");
    private readonly SemaphoreSlim one = new(1);

    /// <summary>Written to the disk before anything is destroyed: what is half done is done at the next start.</summary>
    public async Task AddAsync(Guid record, DateTimeOffset at, CancellationToken ct)
    {
        await one.WaitAsync(ct);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
            await file.WriteAsync(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{record} {at:O}\n")), ct);
            file.Flush(flushToDisk: true);
        }
        finally
        {
            one.Release();
        }
    }

    /// <returns>How many keys were destroyed that had come back.</returns>
    public async Task<int> ApplyAsync(CancellationToken ct)
    {
        if (!File.Exists(path))
            return 0;

        // A line that a crash left unfinished names nobody, or somebody whose erasure was being carried out.
        var erased = (await File.ReadAllLinesAsync(path, ct)).Select(line => Guid.TryParse(line.Split(' ')[0], out var record) ? record : Guid.Empty).ToArray();
        return await DestroyAsync(erased, ct);
    }

    public void Dispose() => one.Dispose();

    /// <summary>Destroys the keys of these records, whatever they open.</summary>
    public async Task<int> DestroyAsync(Guid[] records, CancellationToken ct)
    {
        await using var destroy = keys.Command("UPDATE patient_key SET wrapped = NULL, destroyed_at = now() WHERE patient_id = ANY ($1) AND wrapped IS NOT NULL", records);
        var destroyed = await destroy.ExecuteNonQueryAsync(ct);

        // What was overwritten lies in the file until then.
        await using var vacuum = keys.Command("VACUUM patient_key");
        if (destroyed > 0)
            await vacuum.ExecuteNonQueryAsync(ct);
        return destroyed;
    }
}
