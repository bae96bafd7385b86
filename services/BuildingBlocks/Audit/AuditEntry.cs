using Microsoft.EntityFrameworkCore;

namespace PracticeAspire.BuildingBlocks;

/// <summary>
/// An act in the permanent log. <see cref="Position"/> is the order of writing, which has holes; <see cref="Seq"/> and <see cref="Hash"/> are
/// given after the commit, without gaps. The database sets the time and refuses every change.
/// </summary>
public sealed class AuditEntry
{
    public long Position { get; init; }

    public long? Seq { get; init; }

    public DateTimeOffset OccurredAt { get; init; }

    /// <summary>A person's id, a service's name, or <see cref="Audited.Nobody"/>.</summary>
    public required string Actor { get; init; }

    /// <summary>A dotted verb: <c>sign-in.succeeded</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The id of whom or what it was done to.</summary>
    public string? Subject { get; init; }

    /// <summary>One of <see cref="Outcomes"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>The network address of whoever asked.</summary>
    public string? OriginAddress { get; init; }

    public string? SessionId { get; init; }

    public string? OnBehalfOf { get; init; }

    /// <summary>Ids and facts, all of them texts; as JSON.</summary>
    public string Details { get; init; } = "{}";

    public byte[]? Hash { get; init; }
}

/// <summary>How an act ended.</summary>
public static class Outcomes
{
    public const string Succeeded = "succeeded";

    /// <summary>The asker may not.</summary>
    public const string Refused = "refused";

    /// <summary>The asker could not show what was asked for: a password, a code, a token.</summary>
    public const string Failed = "failed";
}

public static class AuditModel
{
    /// <summary>
    /// Lets the service's context write audit entries with what it saves. The tables are not the service's and no migration knows them:
    /// <c>audit.sql</c> makes them.
    /// </summary>
    public static void HasAuditLog(this ModelBuilder modelBuilder) => modelBuilder.Entity<AuditEntry>(entry =>
    {
        entry.ToTable("entry", "audit", table => table.ExcludeFromMigrations()).HasKey(e => e.Position);
        entry.Property(e => e.Position).UseIdentityAlwaysColumn();
        entry.Property(e => e.OccurredAt).ValueGeneratedOnAdd();
        entry.Property(e => e.Seq).ValueGeneratedOnAddOrUpdate();
        entry.Property(e => e.Hash).ValueGeneratedOnAddOrUpdate();
        entry.Property(e => e.Details).HasColumnType("jsonb");
    });
}
