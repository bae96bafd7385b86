using System.Globalization;
using System.Text;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Npgsql;
using NpgsqlTypes;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Load.Scenarios;

/// <summary>
/// The search among 1,000,000 patients, each kind of question by itself and all mixed: what is typed at a desk, and what is worst for an
/// index, one letter, or a frequent name with one letter.
/// </summary>
internal static class PeopleScenario
{
    private const int Patients = 1_000_000;
    private const int ClientCount = 4;
    private const double Aim = 50;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(4);

    private static readonly string[] OnlyPatient = ["patient"];

    private static readonly (string Kind, Func<MadeUpPeople, string> Ask)[] Questions =
    [
        ("two beginnings, \"smi jo\"", p => $"{Begin(p.FamilyName(), 3)} {Begin(p.GivenName(), 2)}"),
        ("both names", p => $"{p.GivenName()} {p.FamilyName()}"),
        ("a family name", p => p.FamilyName()),
        ("a given name", p => p.GivenName()),
        ("one letter", p => Begin(p.FamilyName(), 1)),
        ("two letters, \"s j\"", p => $"{Begin(p.FamilyName(), 1)} {Begin(p.GivenName(), 1)}"),
        ("a frequent name and a letter, \"smith j\"", p => $"{Frequent(MadeUpPeople.FamilyNames)} {Begin(p.GivenName(), 1)}"),
        ("a frequent given name and a letter", p => $"{Frequent(MadeUpPeople.GivenNames)} {Begin(p.FamilyName(), 1)}"),
        ("a frequent name and a beginning that is rare", p => $"{Frequent(MadeUpPeople.FamilyNames)} {Begin(p.FamilyName(), 4)}"),
        ("nobody, \"smith qx\"", _ => $"{Frequent(MadeUpPeople.FamilyNames)} qx"),
        ("a birth date", p => Iso(p.BirthDate())),
        ("a name and a birth date", p => $"{p.FamilyName()} {Iso(p.BirthDate())}"),
        ("a telephone number", p => p.Phone()),
        ("its last four digits", p => p.Phone()[^4..]),
        ("a name and four digits", p => $"{p.FamilyName()} {p.Phone()[^4..]}"),
    ];

    public static async Task RunAsync(Ground ground, Table table)
    {
        await using var database = ground.Practice.Database("users");
        table.Add("filled with 1,000,000 patients in", $"{await FillAsync(database):0} s");

        using var channel = GrpcChannel.ForAddress($"http://localhost:{ground.Practice.EnvironmentOf("users", "GRPC_PORT")}");
        var people = new People.PeopleClient(channel.Intercept(headers =>
        {
            headers.Add("dapr-api-token", ground.Practice.EnvironmentOf("users", "APP_API_TOKEN"));
            headers.Add("authorization", $"Bearer {ground.Token}");
            return headers;
        }));
        var through = new People.PeopleClient(ground.Practice.Services.To("users", ground.Token));

        // What a first question meets is not what a day looks like: the pages come from the disk once.
        foreach (var (_, ask) in Questions)
            await LoopAsync(people, ask, 1, Time / 4);

        foreach (var (kind, ask) in Questions)
        {
            var round = await LoopAsync(people, ask, 1, Time);
            table.Add($"{kind}: p50 / p95 / p99", Figures(round));
            if (round.P95 > Aim)
                table.Add("  misses its aim; the database's plan for one of them", await PlanAsync(database, ask));
        }

        var mixed = await LoopAsync(people, AnyOf, ClientCount, Time * 4);
        table.Add($"all mixed, {ClientCount} at once, through gRPC: p50 / p95 / p99 (aim: p95 50)", Figures(mixed));
        var hopped = await LoopAsync(through, AnyOf, ClientCount, Time * 4);
        table.Add("the same through both sidecars", Figures(hopped));
        table.Add("questions answered", $"{mixed.PerSecond:0} /s");
    }

    private static string AnyOf(MadeUpPeople people) => Questions[Random.Shared.Next(Questions.Length)].Ask(people);

    private static async Task<Round> LoopAsync(People.PeopleClient people, Func<MadeUpPeople, string> ask, int clients, TimeSpan time)
    {
        var typed = new MadeUpPeople(seed: 2);
        return await Clients.LoopAsync(clients, time, async _ =>
        {
            string text;
            lock (typed)
                text = ask(typed);
            await people.FindPatientsAsync(new() { Text = text }, deadline: DateTime.UtcNow.AddSeconds(30));
            return true;
        });
    }

    private static string Figures(Round round) => $"{round.P50:0.0} / {round.P95:0.0} / {round.P99:0.0} ms";

    /// <returns>How many seconds it took.</returns>
    private static async Task<double> FillAsync(NpgsqlDataSource database)
    {
        var started = TimeProvider.System.GetTimestamp();
        var made = new MadeUpPeople(seed: 1);
        await using var connection = await database.OpenConnectionAsync();
        await using (var copy = await connection.BeginBinaryImportAsync(
            """
            COPY people (id, version, roles, prefix, given_names, family_name, suffix, other_names, birth_date, gender, phone, email, language,
                specialities, active, search_words, sort_name) FROM STDIN (FORMAT binary)
            """))
        {
            for (var n = 0; n < Patients; n++)
            {
                var (given, family) = (made.GivenNamesOfOne(), made.FamilyNameOfOne());
                await copy.StartRowAsync();
                await copy.WriteAsync(Guid.CreateVersion7(), NpgsqlDbType.Uuid);
                await copy.WriteAsync(1L, NpgsqlDbType.Bigint);
                await copy.WriteAsync(OnlyPatient, NpgsqlDbType.Array | NpgsqlDbType.Text);
                foreach (var text in new[] { "", given, family, "" })
                    await copy.WriteAsync(text, NpgsqlDbType.Text);
                await copy.WriteAsync(Array.Empty<string>(), NpgsqlDbType.Array | NpgsqlDbType.Text);
                await copy.WriteAsync(made.BirthDate(), NpgsqlDbType.Date);
                foreach (var text in new[] { "unknown", made.Phone(), $"{n}@example.org", "en" })
                    await copy.WriteAsync(text, NpgsqlDbType.Text);
                await copy.WriteAsync(Array.Empty<string>(), NpgsqlDbType.Array | NpgsqlDbType.Text);
                await copy.WriteAsync(true, NpgsqlDbType.Boolean);
                await copy.WriteAsync(Words(given, family), NpgsqlDbType.Text);
                await copy.WriteAsync($"{Fold(family)} {Fold(given).Replace(' ', '-')}", NpgsqlDbType.Text);
            }

            await copy.CompleteAsync();
        }

        await using var settle = new NpgsqlCommand("VACUUM ANALYZE people", connection) { CommandTimeout = 600 };
        await settle.ExecuteNonQueryAsync();
        return TimeProvider.System.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<string> PlanAsync(NpgsqlDataSource database, Func<MadeUpPeople, string> ask)
    {
        var fragments = Fold(ask(new MadeUpPeople(seed: 2))).Split([' ', '-'], StringSplitOptions.RemoveEmptyEntries);
        await using var command = database.CreateCommand(
            """
            EXPLAIN (ANALYZE, COSTS, TIMING OFF) SELECT * FROM people
            WHERE 'patient' = ANY (roles) AND search_words LIKE $1 AND search_words LIKE $2 ORDER BY sort_name, id LIMIT 21
            """);
        command.Parameters.Add(new() { Value = $"% {fragments[0]}%" });
        command.Parameters.Add(new() { Value = $"% {fragments[^1]}%" });
        var plan = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            plan.Add(reader.GetString(0).Trim());
        return string.Join(" | ", plan.Where(line => line.Contains("Scan", StringComparison.Ordinal) || line.StartsWith("Execution", StringComparison.Ordinal)));
    }

    // As the service folds these names: they hold no letter of which more is to be known.
    private static string Words(string given, string family)
    {
        var parts = Fold(family).Split('-');
        return " " + string.Join(' ', Fold(given).Split(' ').Concat(parts.Length > 1 ? [string.Concat(parts), .. parts] : parts).Distinct());
    }

    private static string Fold(string name) =>
        string.Concat(name.Replace('ø', 'o').Replace('Ø', 'O').Normalize(NormalizationForm.FormD)
            .Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)).ToLowerInvariant();

    private static string Begin(string name, int letters) => name[..Math.Min(letters, name.Length)].ToLowerInvariant();

    private static string Frequent(string[] names) => names[Random.Shared.Next(20)];

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
