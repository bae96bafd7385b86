using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using NodaTime;
using Npgsql;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Reporting.Appointments;
using PracticeAspire.Reporting.Patients;
using PracticeAspire.Reporting.Reports;
using PracticeAspire.Reporting.WorkingDays;

namespace PracticeAspire.Reporting;

internal sealed class ReportingDb(DbContextOptions<ReportingDb> options) : ServiceDb(options)
{
    public DbSet<AppointmentFact> Appointments => Set<AppointmentFact>();

    public DbSet<WorkingDayFact> WorkingDays => Set<WorkingDayFact>();

    public DbSet<MergedPatient> MergedPatients => Set<MergedPatient>();

    public DbSet<DayUtilisation> Utilisation => Set<DayUtilisation>();

    /// <summary>
    /// Runs a statement that moves counters and returns those that it touched, inside the current transaction. One writer at a time,
    /// whatever the topic and the replica: counters move by the difference between a row's old and new state, so nobody else may move the
    /// row in between. Batches make up for the waiting.
    /// </summary>
    public async Task MoveFiguresAsync(NpgsqlBatchCommand statement, CancellationToken ct)
    {
        var empty = new List<(LocalDate Day, Guid Practitioner)>();
        await using (var batch = Batch(new NpgsqlBatchCommand("SELECT pg_advisory_xact_lock(hashtext('figures'))"), statement))
        await using (var touched = await batch.ExecuteReaderAsync(ct))
        {
            await touched.NextResultAsync(ct);
            while (await touched.ReadAsync(ct))
            {
                if (touched.GetBoolean(2))
                    empty.Add((touched.GetFieldValue<LocalDate>(0), touched.GetGuid(1)));
            }
        }

        if (empty.Count == 0)
            return;

        await using var drop = Batch(new NpgsqlBatchCommand("DELETE FROM day_utilisation WHERE (day, practitioner_id) IN (SELECT * FROM unnest($1, $2))")
        {
            Parameters =
            {
                new NpgsqlParameter<LocalDate[]> { TypedValue = [.. empty.Select(e => e.Day)] },
                new NpgsqlParameter<Guid[]> { TypedValue = [.. empty.Select(e => e.Practitioner)] },
            },
        });
        await drop.ExecuteNonQueryAsync(ct);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);

        modelBuilder.Entity<AppointmentFact>(fact =>
        {
            fact.ToTable("appointment_fact").HasKey(f => f.AppointmentId);
            fact.HasIndex(f => new { f.Day, f.LocationId });
        });
        modelBuilder.Entity<MergedPatient>().ToTable("merged_patient");
        modelBuilder.Entity<WorkingDayFact>().ToTable("working_day_fact").HasKey(f => f.WorkingDayId);
        modelBuilder.Entity<DayUtilisation>(day =>
        {
            day.ToTable("day_utilisation").HasKey(d => new { d.Day, d.PractitionerId });
            day.HasIndex(d => new { d.PractitionerId, d.Day });
        });
    }

    private NpgsqlBatch Batch(params ReadOnlySpan<NpgsqlBatchCommand> commands)
    {
        var batch = new NpgsqlBatch((NpgsqlConnection)Database.GetDbConnection(), (NpgsqlTransaction?)Database.CurrentTransaction?.GetDbTransaction());
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        return batch;
    }
}
