using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using PracticeAspire.Records.Crypto;

namespace PracticeAspire.Records.Attachments;

/// <summary>The segments of files in the database, one at a time, so that no file is ever in memory as a whole.</summary>
internal sealed class Segments(RecordsDb db, NpgsqlDataSource source)
{
    public static Binding PlaceOf(Guid entry, Guid patient, int number) => new("attachment_segment", "sealed", entry, patient, number);

    /// <summary>Adds one in the transaction that is under way.</summary>
    /// <returns>False when the entry has a file already.</returns>
    public async Task<bool> AddAsync(Guid entry, int number, ReadOnlyMemory<byte> envelope, CancellationToken ct)
    {
        await using var insert = InTransaction("INSERT INTO attachment_segment (entry_id, number, sealed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", entry);
        insert.Parameters.Add(new() { Value = number });
        insert.Parameters.Add(new() { Value = envelope });
        return await insert.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <summary>How many there are, in the transaction that is under way.</summary>
    public async Task<long> CountAsync(Guid entry, CancellationToken ct)
    {
        await using var count = InTransaction("SELECT count(*) FROM attachment_segment WHERE entry_id = $1", entry);
        return (long)(await count.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Fetches one into a buffer.</summary>
    /// <param name="together">In the transaction that is under way, or by itself.</param>
    /// <exception cref="Damaged">It is not there, or not as long as it was.</exception>
    public async Task LoadAsync(Binding place, Memory<byte> envelope, bool together, CancellationToken ct)
    {
        const string sql = "SELECT sealed FROM attachment_segment WHERE entry_id = $1 AND number = $2";
        await using var select = together ? InTransaction(sql, place.Row) : source.CreateCommand(sql);
        if (!together)
            select.Parameters.Add(new() { Value = place.Row });
        select.Parameters.Add(new() { Value = (int)place.Version });
        await using var reader = await select.ExecuteReaderAsync(CommandBehavior.SequentialAccess, ct);
        if (!await reader.ReadAsync(ct))
            throw new Damaged(place, "it is not there");

        await using var bytes = await reader.GetStreamAsync(0, ct);
        if (bytes.Length != envelope.Length)
            throw new Damaged(place, "it has not the length it had");
        await bytes.ReadExactlyAsync(envelope, ct);
    }

    private NpgsqlCommand InTransaction(string sql, Guid entry) =>
        new(sql, (NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction()) { Parameters = { new() { Value = entry } } };
}
