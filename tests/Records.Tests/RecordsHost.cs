using System.Security.Cryptography;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Npgsql;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Events.Contracts;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Records.Tests;

/// <summary>The records service on its own two databases. One per test class; tests make up their own people.</summary>
public class RecordsHost() : ServiceHost<Program>(AppNames.Records)
{
    private readonly Dictionary<string, long> sequences = [];
    private readonly Lazy<string> keys = new(() => TestPostgres.CreateDatabaseAsync("record_keys").GetAwaiter().GetResult());

    public string KeysConnectionString => keys.Value;

    /// <summary>What the secret store holds of wrapping keys, by number.</summary>
    public Dictionary<int, string> WrappingKeys { get; } = new() { [1] = Secret() };

    /// <summary>Where its sidecar listens; none has one unless the test starts it.</summary>
    public int? SidecarPort { get; set; }

    /// <summary>Where it gets its own token; nowhere unless the test starts it.</summary>
    public int? IdentityPort { get; set; }

    public static string Secret() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>As someone who may take everything from the service's database.</summary>
    internal async Task<int> AsSuperuserAsync(string sql, params object[] parameters)
    {
        await using var source = NpgsqlDataSource.Create(SuperuserConnectionString);
        await using var command = source.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(new() { Value = parameter });
        return await command.ExecuteNonQueryAsync();
    }

    internal async Task<T> InDatabase<T>(Func<RecordsDb, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<RecordsDb>());
    }

    /// <summary>Delivers an event that has not been delivered before.</summary>
    public async Task HearAsync<TEvent>(TEvent fact)
        where TEvent : IEvent
    {
        long sequence;
        lock (sequences)
            sequence = sequences[TEvent.Topic] = sequences.GetValueOrDefault(TEvent.Topic) + 1;
        await this.HearAsync(fact, sequence, Guid.CreateVersion7(), Clock.GetCurrentInstant().ToDateTimeOffset());
    }

    /// <summary>Makes up a patient of the practice.</summary>
    public async Task<Guid> AdmitAsync()
    {
        var patient = Guid.CreateVersion7();
        await HearAsync(new PatientRegistered(patient, 1, Clock.GetCurrentInstant().ToDateTimeOffset()));
        return patient;
    }

    /// <summary>Makes up a doctor who sees the patient this afternoon.</summary>
    public async Task<Guid> GiveDoctorAsync(Guid patient) => (await MeetAsync(patient, Duration.FromHours(2))).Appointment.PractitionerId;

    public async Task<AppointmentBooked> MeetAsync(Guid patient, Duration fromNow, Guid? practitioner = null, Guid? bookedBy = null)
    {
        var start = (Clock.GetCurrentInstant() + fromNow).ToDateTimeOffset();
        var booked = new AppointmentBooked(
            Guid.CreateVersion7(), 1,
            new AppointmentFacts(
                patient, practitioner ?? Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), "Check-up", start, start.AddMinutes(30), "Europe/Berlin"),
            bookedBy ?? patient, start.AddDays(-1));
        await HearAsync(booked);
        return booked;
    }

    public Contracts.Charts.ChartsClient Charts(Guid person, string role) => new(As(person, role));

    public Contracts.Entries.EntriesClient Entries(Guid person, string role = Roles.Doctor) => new(As(person, role));

    public RecordAccess.RecordAccessClient Access(Guid person, string role) => new(As(person, role));

    public Contracts.Ledger.LedgerClient Ledger(Guid person, string role = Roles.Patient) => new(As(person, role));

    /// <summary>A note of these words, written by someone who may.</summary>
    public async Task<Contracts.Entry> WriteNoteAsync(Guid doctor, Guid patient, string words, bool sign = false, Sensitivity sensitivity = Sensitivity.Normal) =>
        await Entries(doctor).AddEntryAsync(new()
        {
            Id = Guid.CreateVersion7().ToString(),
            PatientId = patient.ToString(),
            HappenedAt = Clock.GetCurrentInstant().ToTimestamp(),
            Content = Note(words, sensitivity),
            Sign = sign,
        });

    public static Content Note(string words, Sensitivity sensitivity = Sensitivity.Normal) => new()
    {
        Note = new Note { Template = "free", Title = "Visit", Sections = { new Section { Title = "Note", Text = words } } },
        Sensitivity = sensitivity,
    };

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("ConnectionStrings:record-keys", KeysConnectionString);
        builder.UseSetting("records:audit-key", Secret());
        foreach (var (version, secret) in WrappingKeys)
            builder.UseSetting($"records:wrapping-key-{version}", secret);
        builder.UseSetting("clients:records", "secret-of-records");
        if (SidecarPort is { } port)
            builder.UseSetting("DAPR_GRPC_PORT", $"{port}");
        if (IdentityPort is { } identity)
            builder.UseSetting("Identity:Authority", $"http://localhost:{identity}");
    }
}
