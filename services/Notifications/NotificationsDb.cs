using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Notifications.Accounts;
using PracticeAspire.Notifications.Appointments;
using PracticeAspire.Notifications.Deliveries;
using PracticeAspire.Notifications.Notices;
using PracticeAspire.Notifications.Patients;
using PracticeAspire.Notifications.Records;
using PracticeAspire.Notifications.Telling;

namespace PracticeAspire.Notifications;

internal sealed class NotificationsDb(DbContextOptions<NotificationsDb> options) : ServiceDb(options)
{
    public DbSet<News> News => Set<News>();

    public DbSet<AppointmentNews> AppointmentNews => Set<AppointmentNews>();

    public DbSet<RecordNews> RecordNews => Set<RecordNews>();

    public DbSet<ReviewersToTell> ReviewersToTell => Set<ReviewersToTell>();

    public DbSet<ErasedRecord> ErasedRecords => Set<ErasedRecord>();

    public DbSet<Notice> Notices => Set<Notice>();

    public DbSet<Delivery> Deliveries => Set<Delivery>();

    public DbSet<AccountMail> AccountMails => Set<AccountMail>();

    public DbSet<Proxy> Proxies => Set<Proxy>();

    public DbSet<MergedPatient> MergedPatients => Set<MergedPatient>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);

        modelBuilder.Entity<MergedPatient>().ToTable("merged_patient");
        modelBuilder.Entity<Proxy>(proxy =>
        {
            proxy.ToTable("proxy").HasIndex(p => p.PatientId);
            proxy.HasIndex(p => p.ProxyId);
        });
        modelBuilder.Entity<AccountMail>(mail =>
        {
            mail.ToTable("account_mail").HasKey(m => m.LinkId);
            mail.HasIndex(m => m.NextAttemptAt).HasFilter("status = 'waiting'").HasDatabaseName("account_mail_waiting");
        });
        modelBuilder.Entity<News>().UseTpcMappingStrategy().HasKey(n => n.EventId);
        modelBuilder.Entity<AppointmentNews>().ToTable(Appointments.AppointmentNews.Table).HasIndex(n => n.AppointmentId);
        modelBuilder.Entity<RecordNews>().ToTable(Records.RecordNews.Table).HasIndex(n => n.MatterId);
        modelBuilder.Entity<ReviewersToTell>().ToTable("reviewers_to_tell").HasKey(r => r.EventId);
        modelBuilder.Entity<ErasedRecord>().ToTable("erased_record").HasKey(e => e.PatientId);
        // The database does not check either relation: the rows are written by one batch with the news (migration WithoutForeignKeys).
        modelBuilder.Entity<Notice>(notice =>
        {
            notice.ToTable("notice").HasKey(n => n.Id);
            notice.HasOne(n => n.News).WithMany().HasForeignKey(n => n.EventId);
            notice.HasIndex(n => new { n.EventId, n.PersonId }).IsUnique();
            notice.HasIndex(n => new { n.PersonId, n.At }).IsDescending(false, true);
            notice.HasIndex(n => n.PersonId).HasFilter("read_at IS NULL").HasDatabaseName("notice_unread");
        });
        modelBuilder.Entity<Delivery>(delivery =>
        {
            delivery.ToTable("delivery").HasKey(d => d.Id);
            delivery.HasOne(d => d.News).WithMany().HasForeignKey(d => d.EventId);
            delivery.HasIndex(d => new { d.EventId, d.PersonId, d.Channel }).IsUnique();
            delivery.HasIndex(d => d.NextAttemptAt).HasFilter("status = 'waiting'").HasDatabaseName("delivery_waiting");
        });
    }
}
