using Microsoft.EntityFrameworkCore;
using Npgsql;
using PracticeAspire.Events.Contracts;

namespace PracticeAspire.BuildingBlocks;

/// <summary>A service's own database: its tables, and beside them the outbox, the inbox, dead letters and answered requests.</summary>
public abstract class ServiceDb(DbContextOptions options) : DbContext(options)
{
    /// <summary>
    /// What a broken constraint means to a person, by the constraint's name. What can race is refused by the database; here stand the sentences.
    /// </summary>
    protected virtual IReadOnlyDictionary<string, (string Code, string Sentence)> Refusals { get; } =
        new Dictionary<string, (string, string)>();

    /// <summary>Announces a fact: saved with the change it tells of, published after the commit, kept for ever.</summary>
    public void Publish<TEvent>(TEvent fact)
        where TEvent : IEvent => Set<OutboxEntry>().Add(OutboxEntry.Of(fact));

    /// <summary>Saves everything or nothing.</summary>
    /// <exception cref="RuleBroken">A constraint named in <see cref="Refusals"/> said no.</exception>
    /// <exception cref="Stale">Someone else changed a row with a version first.</exception>
    public async Task SaveOrRefuse(CancellationToken ct)
    {
        try
        {
            await SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException conflict)
        {
            var now = await conflict.Entries[0].GetDatabaseValuesAsync(ct);
            throw now is null ? new NotFound() : new Stale(now.TryGetValue<long>("Version", out var version) ? version : 0);
        }
        catch (DbUpdateException failure) when (failure.InnerException is PostgresException refusal && Sentence(refusal) is { } broken)
        {
            throw broken;
        }
    }

    /// <summary>What a broken constraint means, or null when the model says nothing of it. For statements written by hand.</summary>
    public RuleBroken? Sentence(PostgresException refusal) =>
        refusal.ConstraintName is { } constraint && Refusals.TryGetValue(constraint, out var rule)
            ? new RuleBroken(rule.Code, rule.Sentence)
            : null;

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);

        modelBuilder.Entity<OutboxEntry>(outbox =>
        {
            outbox.ToTable("outbox").HasKey(e => e.Position);
            outbox.Property(e => e.Position).UseIdentityAlwaysColumn();
            outbox.Property(e => e.Topic).HasMaxLength(100);
            outbox.HasIndex(e => new { e.Topic, e.Sequence }).IsUnique().HasFilter("sequence IS NOT NULL").HasDatabaseName("outbox_sequence");
            outbox.HasIndex(e => e.Position).HasFilter("sequence IS NULL").HasDatabaseName("outbox_waiting");
        });
        modelBuilder.Entity<TopicHead>().ToTable("topic_head").HasKey(h => h.Topic);
        modelBuilder.Entity<InboxEntry>().ToTable("inbox").HasKey(e => new { e.Topic, e.Sequence });
        modelBuilder.Entity<InboxHead>().ToTable("inbox_head").HasKey(h => h.Topic);
        modelBuilder.Entity<DeadLetterEntry>().ToTable("dead_letter").HasKey(l => new { l.Topic, l.Sequence });
        modelBuilder.Entity<AnsweredRequest>().ToTable("answered_request").HasKey(r => r.Id);
    }
}
