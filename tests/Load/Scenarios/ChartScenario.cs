using System.Diagnostics;
using System.Security.Cryptography;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Npgsql;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Load.Scenarios;

/// <summary>
/// A record of 5,000 entries, opened by the doctor who treats the patient, straight and through both sidecars; and notes written into 200 records at
/// once. What is measured beside it is what opening the sealed entries alone costs, by the same primitives.
/// </summary>
internal static class ChartScenario
{
    private const int InTheLong = 5_000;
    private const int Patients = 200;
    private const int ClientCount = 16;
    private const int Filling = 4;
    private const int Unsealed = 20_000;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(10);

    private static readonly string Words = string.Concat(Enumerable.Repeat("Cough for three weeks, worse at night, no fever; chest clear, throat red. ", 6));

    public static async Task RunAsync(Ground ground, Table table)
    {
        await using var database = ground.Practice.Database("records");
        var patients = await AdmitAsync(database);
        var token = await ground.Practice.TokenOfAsync("doctor");
        using var channel = GrpcChannel.ForAddress($"http://localhost:{ground.Practice.EnvironmentOf("records", "GRPC_PORT")}");
        var straight = channel.Intercept(headers =>
        {
            headers.Add("dapr-api-token", ground.Practice.EnvironmentOf("records", "APP_API_TOKEN"));
            headers.Add("authorization", $"Bearer {token}");
            return headers;
        });
        var (charts, through) = (new Charts.ChartsClient(straight), new Charts.ChartsClient(ground.Practice.Services.To("records", token)));
        var entries = new Entries.EntriesClient(straight);

        var longOne = patients[0].ToString();
        table.Add($"a record of {InTheLong:N0} entries, written one by one, in", $"{await FillAsync(entries, longOne):0} s");
        var chart = await charts.GetChartAsync(new() { PatientId = longOne });
        await Clients.LoopAsync(1, Time / 4, _ => OpenAsync(charts, longOne));

        var alone = await Clients.LoopAsync(1, Time, _ => OpenAsync(charts, longOne));
        table.Add("opened, one at a time, p50 / p95 / p99 (aim: p95 300)", Milliseconds(alone));
        table.Add("through both sidecars", Milliseconds(await Clients.LoopAsync(1, Time, _ => OpenAsync(through, longOne))));
        table.Add("4 at once", Milliseconds(await Clients.LoopAsync(4, Time, _ => OpenAsync(charts, longOne))));
        table.Add("answer", chart.CalculateSize() / 1024.0, "KiB");
        await AddDecryptionAsync(database, patients[0], table, alone);

        var written = await Clients.LoopAsync(ClientCount, Time, n => WriteAsync(entries, patients[1 + (n % (Patients - 1))].ToString(), Note()));
        table.Add($"notes written, {ClientCount} clients, {Patients - 1} records (aim: 300)", $"{written.PerSecond:N0} /s, p50 / p99 {written.P50:0.0} / {written.P99:0.0} ms, {written.Failed} refused");
    }

    // What news of patients and appointments would bring.
    private static async Task<Guid[]> AdmitAsync(NpgsqlDataSource database)
    {
        var patients = Enumerable.Range(0, Patients).Select(_ => Guid.CreateVersion7()).ToArray();
        await using var admit = database.CreateCommand("INSERT INTO patient (id, version) SELECT id, 1 FROM unnest($1) AS id");
        admit.Parameters.Add(new() { Value = patients });
        await admit.ExecuteNonQueryAsync();
        await using var meet = database.CreateCommand(
            """
            INSERT INTO meeting (id, version, patient_id, practitioner_id, starts_at, ends_at, stands)
            SELECT gen_random_uuid(), 1, id, $2, now() - interval '1 hour', now(), true FROM unnest($1) AS id
            """);
        meet.Parameters.Add(new() { Value = patients });
        meet.Parameters.Add(new() { Value = DemoDoctors.Ruiz });
        await meet.ExecuteNonQueryAsync();
        return patients;
    }

    private static async Task<double> FillAsync(Entries.EntriesClient entries, string patient)
    {
        var (watch, next) = (Stopwatch.StartNew(), 0);
        await Task.WhenAll(Enumerable.Range(0, Filling).Select(_ => Task.Run(async () =>
        {
            for (var n = Interlocked.Increment(ref next); n <= InTheLong; n = Interlocked.Increment(ref next))
                await WriteAsync(entries, patient, Made(n), daysAgo: n / 2);
        })));
        return watch.Elapsed.TotalSeconds;
    }

    private static async Task<bool> OpenAsync(Charts.ChartsClient charts, string patient) =>
        (await charts.GetChartAsync(new() { PatientId = patient }, deadline: DateTime.UtcNow.AddSeconds(30))).Newest.Count > 0;

    private static async Task<bool> WriteAsync(Entries.EntriesClient entries, string patient, Content content, int daysAgo = 0)
    {
        var entry = new AddEntryRequest
        {
            Id = Guid.CreateVersion7().ToString(),
            PatientId = patient,
            HappenedAt = Timestamp.FromDateTime(DateTime.UtcNow.AddDays(-daysAgo)),
            Content = content,
        };
        await entries.AddEntryAsync(entry, deadline: DateTime.UtcNow.AddSeconds(30));
        return true;
    }

    /// <summary>What the seals of as many entries as a chart opens cost: a key derived for each, its content decrypted and verified.</summary>
    private static async Task AddDecryptionAsync(NpgsqlDataSource database, Guid patient, Table table, Round opened)
    {
        await using var asked = database.CreateCommand(
            """
            SELECT count(*) FILTER (WHERE kind IN ('problem', 'allergy', 'medication')) + 40 + 50, avg(octet_length(sealed))::int
            FROM entry WHERE patient_id = $1
            """);
        asked.Parameters.Add(new() { Value = patient });
        await using var answer = await asked.ExecuteReaderAsync();
        await answer.ReadAsync();
        var (opens, size) = (answer.GetInt64(0), answer.GetInt32(1));

        var (secret, nonce, tag) = (RandomNumberGenerator.GetBytes(32), new byte[12], new byte[16]);
        var (plain, sealedBytes, info) = (new byte[size], new byte[size], new byte[60]);
        using (var aes = new AesGcm(HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, nonce, info), tag.Length))
            aes.Encrypt(nonce, plain, sealedBytes, tag);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < Unsealed; i++)
        {
            using var aes = new AesGcm(HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, nonce, info), tag.Length);
            aes.Decrypt(nonce, sealedBytes, tag, plain);
        }

        var each = watch.Elapsed.TotalMilliseconds / Unsealed;
        table.Add($"of that decryption: {opens} entries of {size} bytes, each {each * 1000:0.0} µs", $"{each * opens:0.0} ms, {each * opens / opened.P50:P0} of p50");
    }

    private static Content Made(int n) => (n % 100) switch
    {
        < 1 => new() { Problem = new() { What = new() { Text = $"Problem {n}" }, ClinicalStatus = n % 300 == 0 ? "active" : "resolved" } },
        < 4 => new() { Medication = new() { What = new() { Text = $"Medication {n} 10 MG Oral Tablet" }, Status = n % 500 == 1 ? "active" : "completed", Dosage = "1 tablet in the morning" } },
        < 20 => new() { Vitals = new() { Measurements = { Measured("8480-6", "Systolic blood pressure", 128, "mm[Hg]"), Measured("8462-4", "Diastolic blood pressure", 82, "mm[Hg]"), Measured("8867-4", "Heart rate", 66, "/min") } } },
        < 50 => new() { Result = new() { What = new() { Text = "Lipid panel" }, Status = "final", Category = "laboratory", Measurements = { Measured("2093-3", "Cholesterol", 212, "mg/dL"), Measured("2085-9", "Cholesterol in HDL", 52, "mg/dL") } } },
        _ => Note(),
    };

    private static Content Note() => new()
    {
        Note = new() { Template = "soap", Title = "Visit note (SOAP)", Sections = { new Section { Title = "Subjective", Text = Words }, new Section { Title = "Objective", Text = Words }, new Section { Title = "Plan", Text = Words } } },
    };

    private static Measurement Measured(string code, string name, int value, string unit) => new()
    {
        What = new() { Text = name, Codings = { new Coding { System = "http://loinc.org", Code = code, Display = name } } },
        Quantity = new() { Value = $"{value + Random.Shared.Next(20)}", Unit = unit, Ucum = unit },
    };

    private static string Milliseconds(Round round) => $"{round.P50:0.0} / {round.P95:0.0} / {round.P99:0.0} ms, {round.PerSecond:N0} /s";
}
