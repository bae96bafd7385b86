using Microsoft.EntityFrameworkCore;
using PracticeAspire.Appointments.Booking;
using PracticeAspire.Appointments.People;
using PracticeAspire.Appointments.Schedules;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Appointments;

internal sealed class AppointmentsDb(DbContextOptions<AppointmentsDb> options) : ServiceDb(options)
{
    public DbSet<Location> Locations => Set<Location>();

    public DbSet<VisitType> VisitTypes => Set<VisitType>();

    public DbSet<Practitioner> Practitioners => Set<Practitioner>();

    public DbSet<Patient> Patients => Set<Patient>();

    public DbSet<MergedPatient> MergedPatients => Set<MergedPatient>();

    public DbSet<Proxy> Proxies => Set<Proxy>();

    public DbSet<PractitionerHours> Hours => Set<PractitionerHours>();

    public DbSet<Absence> Absences => Set<Absence>();

    public DbSet<WorkingDay> WorkingDays => Set<WorkingDay>();

    public DbSet<Appointment> Appointments => Set<Appointment>();

    public DbSet<ResourceClaim> Claims => Set<ResourceClaim>();

    public DbSet<AppointmentChange> Changes => Set<AppointmentChange>();

    protected override IReadOnlyDictionary<string, (string Code, string Sentence)> Refusals => Sentences;

    private static readonly Dictionary<string, (string, string)> Sentences = new()
    {
        ["resource_claim_no_overlap"] = ("practitioner-busy", "That time has just been taken. Choose another."),
        ["fk_appointment_patient_patient_id"] = ("unknown-patient", "This patient is not known here. Choose the patient again."),
    };

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);

        modelBuilder.Entity<Location>(location =>
        {
            location.ToTable("location");
            location.Property(l => l.Name).HasMaxLength(200);
            location.OwnsMany(l => l.OpeningHours, hours =>
            {
                hours.ToTable("opening_hours").WithOwner().HasForeignKey("LocationId");
                hours.HasKey("LocationId", nameof(WeeklyTime.Weekday), nameof(WeeklyTime.From));
            });
            location.HasMany(l => l.Rooms).WithOne().HasForeignKey(r => r.LocationId);
        });
        modelBuilder.Entity<Room>().ToTable("room").Property(r => r.Name).HasMaxLength(100);
        modelBuilder.Entity<VisitType>().ToTable("visit_type").Property(v => v.Name).HasMaxLength(100);
        modelBuilder.Entity<Practitioner>().ToTable("practitioner");
        modelBuilder.Entity<Patient>().ToTable("patient");
        modelBuilder.Entity<MergedPatient>().ToTable("merged_patient");
        modelBuilder.Entity<Proxy>().ToTable("proxy").HasIndex(p => new { p.ProxyId, p.PatientId });
        modelBuilder.Entity<PractitionerHours>(hours =>
        {
            hours.ToTable("practitioner_hours").HasKey(h => new { h.PractitionerId, h.LocationId });
            hours.OwnsMany(h => h.Weekly, weekly =>
            {
                weekly.ToTable("practitioner_weekly_time").WithOwner().HasForeignKey("PractitionerId", "LocationId");
                weekly.HasKey("PractitionerId", "LocationId", nameof(WeeklyTime.Weekday), nameof(WeeklyTime.From));
            });
        });
        modelBuilder.Entity<Absence>().ToTable("absence");
        modelBuilder.Entity<WorkingDay>(day =>
        {
            day.ToTable("working_day");
            day.HasIndex(d => new { d.PractitionerId, d.LocationId, d.Day }).IsUnique();
        });

        modelBuilder.Entity<Appointment>(appointment =>
        {
            appointment.ToTable("appointment");
            appointment.Property(a => a.Version).IsConcurrencyToken();
            appointment.Property(a => a.CancellationReason).HasMaxLength(500);
            appointment.HasOne<Patient>().WithMany().HasForeignKey(a => a.PatientId).OnDelete(DeleteBehavior.Restrict);
            appointment.HasIndex(a => new { a.PatientId, a.Start });
            appointment.HasIndex(a => new { a.LocationId, a.Start });
            appointment.HasIndex(a => new { a.PractitionerId, a.Start });
            appointment.HasIndex(a => a.HoldExpiresAt).HasFilter("hold_expires_at IS NOT NULL");
        });
        modelBuilder.Entity<ResourceClaim>(claim =>
        {
            claim.ToTable("resource_claim").HasKey(c => new { c.AppointmentId, c.Resource });
            claim.HasIndex(c => c.HeldUntil).HasFilter("held_until IS NOT NULL");
            claim.HasOne<Appointment>().WithMany().HasForeignKey(c => c.AppointmentId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<AppointmentChange>(change =>
        {
            change.ToTable("appointment_change");
            change.Property(c => c.Id).UseIdentityAlwaysColumn();
            change.HasOne<Appointment>().WithMany().HasForeignKey(c => c.AppointmentId).OnDelete(DeleteBehavior.Cascade);
        });
    }
}
