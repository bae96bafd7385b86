using System.Security.Cryptography;
using Google.Protobuf;
using Microsoft.EntityFrameworkCore;

namespace PracticeAspire.BuildingBlocks;

/// <summary>A command that was carried out, and what was answered.</summary>
public sealed class AnsweredRequest
{
    public Guid Id { get; init; }

    /// <summary>SHA-256 of the request as it came; of a private one, a hash under a key that is not kept here.</summary>
    public required byte[] Fingerprint { get; init; }

    /// <summary>The answer, as protobuf; empty while it is being worked out, and for ever when it is private.</summary>
    public required byte[] Reply { get; set; }

    public DateTimeOffset At { get; init; }
}

public static class RequestIdempotency
{
    /// <summary>
    /// Carries a command out once. Whoever repeats it, even at the same time or after a crash, gets the first answer; a refusal is no answer
    /// and may be tried again. Everything <paramref name="work"/> does through <paramref name="db"/> is one transaction with that.
    /// </summary>
    /// <param name="id">Chosen by the caller, UUID version 7.</param>
    /// <param name="work">Changes and saves; returns the answer.</param>
    /// <exception cref="RuleBroken"><c>id-reused</c>: the id belongs to a command with other content.</exception>
    public static async Task<TReply> Once<TReply>(this ServiceDb db, Guid id, IMessage request, Func<Task<TReply>> work, CancellationToken ct)
        where TReply : IMessage<TReply>, new()
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await AnsweredAsync(db, id, SHA256.HashData(request.ToByteArray()), ct) is { } first)
            return new MessageParser<TReply>(() => new TReply()).ParseFrom(first.Reply);

        var reply = await work();
        await db.Database.ExecuteSqlAsync($"UPDATE answered_request SET reply = {reply.ToByteArray()} WHERE id = {id}", ct);
        await transaction.CommitAsync(ct);
        return reply;
    }

    /// <summary>
    /// The same for what is private: nothing is kept of what was asked but a keyed hash, and nothing of the answer. Who repeats it is told what stands
    /// there now.
    /// </summary>
    /// <param name="fingerprint">Of the request, under a key that this database does not hold.</param>
    /// <param name="again">Answers who repeats it; what it saves is saved.</param>
    /// <exception cref="RuleBroken"><c>id-reused</c>: the id belongs to a command with other content.</exception>
    public static async Task<TReply> OncePrivately<TReply>(
        this ServiceDb db, Guid id, byte[] fingerprint, Func<Task<TReply>> work, Func<Task<TReply>> again, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var reply = await AnsweredAsync(db, id, fingerprint, ct) is null ? await work() : await again();
        await transaction.CommitAsync(ct);
        return reply;
    }

    /// <returns>What was answered before; null when this is the first time. A second caller with the same id waits for the first to commit or to give up.</returns>
    private static async Task<AnsweredRequest?> AnsweredAsync(ServiceDb db, Guid id, byte[] fingerprint, CancellationToken ct)
    {
        var mine = await db.Database.ExecuteSqlAsync(
            $"INSERT INTO answered_request (id, fingerprint, reply, at) VALUES ({id}, {fingerprint}, ''::bytea, now()) ON CONFLICT DO NOTHING", ct);
        if (mine > 0)
            return null;

        var first = await db.Set<AnsweredRequest>().AsNoTracking().SingleAsync(r => r.Id == id, ct);
        return first.Fingerprint.AsSpan().SequenceEqual(fingerprint)
            ? first
            : throw new RuleBroken("id-reused", "This request id was used for something else. Start again from the page.");
    }
}
