using System.Security.Cryptography;
using Google.Protobuf;
using Microsoft.EntityFrameworkCore;

namespace PracticeAspire.BuildingBlocks;

/// <summary>A command that was carried out, and what was answered.</summary>
public sealed class AnsweredRequest
{
    public Guid Id { get; init; }

    /// <summary>SHA-256 of the request as it came.</summary>
    public required byte[] Fingerprint { get; init; }

    /// <summary>The answer, as protobuf; empty while it is being worked out.</summary>
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
        var fingerprint = SHA256.HashData(request.ToByteArray());
        await using var transaction = await db.Database.BeginTransactionAsync(ct);

        // A second caller with the same id waits here for the first one to commit or to give up.
        var mine = await db.Database.ExecuteSqlAsync(
            $"INSERT INTO answered_request (id, fingerprint, reply, at) VALUES ({id}, {fingerprint}, ''::bytea, now()) ON CONFLICT DO NOTHING", ct);
        if (mine == 0)
        {
            var first = await db.Set<AnsweredRequest>().AsNoTracking().SingleAsync(r => r.Id == id, ct);
            return first.Fingerprint.AsSpan().SequenceEqual(fingerprint)
                ? new MessageParser<TReply>(() => new TReply()).ParseFrom(first.Reply)
                : throw new RuleBroken("id-reused", "This request id was used for something else. Start again from the page.");
        }

        var reply = await work();
        await db.Database.ExecuteSqlAsync($"UPDATE answered_request SET reply = {reply.ToByteArray()} WHERE id = {id}", ct);
        await transaction.CommitAsync(ct);
        return reply;
    }
}
