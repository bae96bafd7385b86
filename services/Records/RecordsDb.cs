using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Access;
using PracticeAspire.Records.Attachments;
using PracticeAspire.Records.Entries;
using PracticeAspire.Records.People;

namespace PracticeAspire.Records;

internal sealed class RecordsDb(DbContextOptions<RecordsDb> options) : ServiceDb(options)
{
    public DbSet<Entry> Entries => Set<Entry>();

    public DbSet<RecordHead> RecordHeads => Set<RecordHead>();

    public DbSet<AccessRequest> AccessRequests => Set<AccessRequest>();

    public DbSet<GlassBreak> GlassBreaks => Set<GlassBreak>();

    public DbSet<KeptOut> KeptOut => Set<KeptOut>();

    public DbSet<Patient> Patients => Set<Patient>();

    public DbSet<MergedPatient> MergedPatients => Set<MergedPatient>();

    public DbSet<Proxy> Proxies => Set<Proxy>();

    public DbSet<Meeting> Meetings => Set<Meeting>();

    protected override IReadOnlyDictionary<string, (string Code, string Sentence)> Refusals { get; } = new Dictionary<string, (string, string)>
    {
        ["access_request_waiting"] = ("asked-already", "You have asked for this record already, and the owner has not decided yet."),
        ["pk_kept_out"] = ("kept-out-already", "They are kept out already."),
    };

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.HasAuditLog();

        // entry_history has the same columns; the migration makes it, and nothing but SQL writes it.
        modelBuilder.Entity<Entry>(entry =>
        {
            entry.ToTable("entry").HasKey(e => e.Id);
            entry.Property(e => e.Version).IsConcurrencyToken();
            entry.Property(e => e.Kind).HasMaxLength(20);
            entry.HasIndex(e => new { e.PatientId, e.Kind, e.HappenedAt, e.Id }).IsDescending(false, false, true, true);
            entry.HasIndex(e => new { e.PatientId, e.HappenedAt, e.Id }).IsDescending(false, true, true);
            entry.HasIndex(e => new { e.PatientId, e.Id, e.Version });
            entry.HasIndex(e => new { e.PatientId, e.Origin }).IsUnique().HasFilter("origin IS NOT NULL");
        });
        modelBuilder.Entity<AttachmentSegment>(segment =>
        {
            segment.ToTable("attachment_segment").HasKey(s => new { s.EntryId, s.Number });
            segment.HasOne<Entry>().WithMany().HasForeignKey(s => s.EntryId).OnDelete(DeleteBehavior.NoAction);
        });
        modelBuilder.Entity<RecordHead>(head =>
        {
            head.ToTable("record_head").HasKey(h => h.PatientId);
            head.Property(h => h.Version).IsConcurrencyToken();
        });
        modelBuilder.Entity<AccessRequest>(request =>
        {
            request.ToTable("access_request");
            request.Property(r => r.Version).IsConcurrencyToken();
            request.Property(r => r.Status).HasMaxLength(20);
            request.HasIndex(r => new { r.PatientId, r.RequesterId }).IsUnique().HasFilter("status = 'asked'").HasDatabaseName("access_request_waiting");
            request.HasIndex(r => new { r.RequesterId, r.AskedAt });
            request.HasIndex(r => new { r.PatientId, r.AskedAt });
        });
        modelBuilder.Entity<GlassBreak>(glass =>
        {
            glass.ToTable("glass_break");
            glass.Property(g => g.Version).IsConcurrencyToken();
            glass.Property(g => g.Code).HasMaxLength(20);
            glass.HasIndex(g => new { g.PersonId, g.At });
            glass.HasIndex(g => new { g.PatientId, g.At });
            glass.HasIndex(g => g.At).HasFilter("reviewed_at IS NULL").HasDatabaseName("glass_break_waiting");
        });
        modelBuilder.Entity<KeptOut>().ToTable("kept_out").HasKey(k => new { k.PatientId, k.PersonId });
        modelBuilder.Entity<Patient>().ToTable("patient");
        modelBuilder.Entity<MergedPatient>().ToTable("merged_patient").HasIndex(m => m.SurvivorId);
        modelBuilder.Entity<Proxy>().ToTable("proxy").HasIndex(p => new { p.ProxyId, p.PatientId });
        modelBuilder.Entity<Meeting>(meeting =>
        {
            meeting.ToTable("meeting");
            meeting.HasIndex(m => new { m.PatientId, m.PractitionerId, m.EndsAt });
        });
    }
}
