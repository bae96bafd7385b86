using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using NodaTime;
using Npgsql;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.Client;

namespace PracticeAspire.Load;

/// <summary>A running practice with 200 doctors of its own and 2,000 patients, and a receptionist signed in.</summary>
internal sealed class Ground : IAsyncDisposable
{
    public const int Doctors = 200;
    private const int Patients = 2_000;
    private readonly List<(Guid Doctor, Instant Start)> times = [];
    private int taken;

    private Ground(LocalPractice practice, string token)
    {
        Practice = practice;
        var dataSource = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(practice.EnvironmentOf("appointments", "ConnectionStrings__appointments"))
        {
            MaxPoolSize = 64,
            MaxAutoPrepare = 50,
        }.ConnectionString);
        dataSource.UseNodaTime();
        Database = dataSource.Build();
        var appointments = practice.Services.To("appointments", token);
        (Booking, Slots, Token) = (new(appointments), new(appointments), token);
    }

    public LocalPractice Practice { get; }

    /// <summary>The appointments service's own database, straight.</summary>
    public NpgsqlDataSource Database { get; }

    public string Token { get; }

    public Booking.BookingClient Booking { get; }

    public Slots.SlotsClient Slots { get; }

    public Guid Location { get; } = Guid.CreateVersion7();

    public Guid VisitType { get; } = Guid.CreateVersion7();

    public Guid[] DoctorIds { get; } = [.. Enumerable.Range(0, Doctors).Select(_ => Guid.CreateVersion7())];

    public Guid[] PatientIds { get; } = [.. Enumerable.Range(0, Patients).Select(_ => Guid.CreateVersion7())];

    public static async Task<Ground> PrepareAsync()
    {
        var practice = new LocalPractice();
        await practice.StartAsync();
        var ground = new Ground(practice, await practice.TokenOfAsync("reception"));
        await ground.SeedAsync();
        return ground;
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await Practice.DisposeAsync();
    }

    /// <summary>The way to the appointments service round both sidecars, with what they would bring.</summary>
    public GrpcChannel Straight(out CallInvoker calls)
    {
        var channel = GrpcChannel.ForAddress($"http://localhost:{Practice.EnvironmentOf("appointments", "GRPC_PORT")}");
        calls = channel.Intercept(headers =>
        {
            headers.Add("dapr-api-token", Practice.EnvironmentOf("appointments", "APP_API_TOKEN"));
            headers.Add("authorization", $"Bearer {Token}");
            return headers;
        });
        return channel;
    }

    /// <summary>A free time that nobody was given before, in random order over all doctors, with a random patient.</summary>
    public BookAppointmentRequest Wish()
    {
        var (doctor, start) = times[Interlocked.Increment(ref taken)];
        return Wish(doctor, start);
    }

    public BookAppointmentRequest Wish(Guid doctor, Instant start) => new()
    {
        Id = Guid.CreateVersion7().ToString(),
        PatientId = PatientIds[Random.Shared.Next(Patients)].ToString(),
        PractitionerId = doctor.ToString(),
        LocationId = Location.ToString(),
        VisitTypeId = VisitType.ToString(),
        Start = Timestamp.FromDateTimeOffset(start.ToDateTimeOffset()),
    };

    /// <summary>Books; a patient who happens to be busy then is asked for another time, as at a desk.</summary>
    public async Task<bool> BookAsync(BookAppointmentRequest wish)
    {
        try
        {
            await Booking.BookAppointmentAsync(wish, deadline: DateTime.UtcNow.AddSeconds(10));
            return true;
        }
        catch (RpcException refusal) when (refusal.Trailers.GetValue("rule") is "practitioner-busy" or "patient-busy")
        {
            return false;
        }
    }

    /// <summary>Returns when notifications have carried out what the bookings so far have set off.</summary>
    public async Task QuietAsync()
    {
        await using var notifications = Practice.Database("notifications");
        await using var waiting = notifications.CreateCommand("SELECT count(*) FROM delivery WHERE status = 'waiting'");
        while ((long)(await waiting.ExecuteScalarAsync())! > 0)
            await Task.Delay(200);
    }

    /// <summary>Runs a statement on the appointments database.</summary>
    public async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = Database.CreateCommand(sql);
        command.CommandTimeout = 600;
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync();
    }

    // What the administrator's pages and the users service's events would bring, written in one go.
    private async Task SeedAsync()
    {
        await ExecuteAsync("INSERT INTO location (id, name, zone) VALUES ($1, 'Load', 'America/New_York')", Location);
        await ExecuteAsync("INSERT INTO visit_type VALUES ($1, 'Load', 15, 0, 0, 15, false, 24)", VisitType);
        await ExecuteAsync("INSERT INTO practitioner (id, version, active, specialities) SELECT id, 1, true, ARRAY['Load'] FROM unnest($1) AS id", DoctorIds);
        await ExecuteAsync("INSERT INTO practitioner_hours (practitioner_id, location_id) SELECT id, $2 FROM unnest($1) AS id", DoctorIds, Location);
        await ExecuteAsync(
            """
            INSERT INTO practitioner_weekly_time (practitioner_id, location_id, weekday, "from", "to")
            SELECT id, $2, day, '08:00', '16:00' FROM unnest($1) AS id, generate_series(1, 7) AS day
            """, DoctorIds, Location);
        await ExecuteAsync("INSERT INTO patient (id, version) SELECT id, 1 FROM unnest($1) AS id", PatientIds);
        await ExecuteAsync("UPDATE schedule_version SET version = version + 1");

        var zone = DateTimeZoneProviders.Tzdb["America/New_York"];
        var tomorrow = SystemClock.Instance.GetCurrentInstant().InZone(zone).Date.PlusDays(1);
        times.AddRange(
            from day in Enumerable.Range(0, 60)
            from quarter in Enumerable.Range(0, 32)
            let start = (tomorrow.PlusDays(day) + new LocalTime(8, 0).PlusMinutes(quarter * 15)).InZoneLeniently(zone).ToInstant()
            from doctor in DoctorIds
            select (doctor, start));
        var order = times.ToArray();
        Random.Shared.Shuffle(order);
        times.Clear();
        times.AddRange(order);
    }
}
