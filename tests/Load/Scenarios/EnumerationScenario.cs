using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Npgsql;

namespace PracticeAspire.Load.Scenarios;

/// <summary>
/// Whether the time of a refusal tells who has an account: a wrong password for an address that is known here and for one that is not, 2,000 times each,
/// in random order, one at a time. How often shuffled times lie as far apart as those seen is the probability that chance alone put them there.
/// </summary>
internal static partial class EnumerationScenario
{
    private const int Tries = 2_000;
    private const int Shuffles = 10_000;
    private const string Page = "/account/sign-in?returnUrl=%2Fconnect%2Fauthorize";
    private static readonly string[] Known = ["admin", "doctor", "nurse", "reception", "biller", "patient"];

    public static async Task RunAsync(Ground ground, Table table)
    {
        await using var database = ground.Practice.Database("users");
        using var visitor = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = ground.Practice.Authority };
        var token = FormToken().Match(await visitor.GetStringAsync(Page)).Groups[1].Value;
        for (var n = 0; n < 200; n++)
            await RefusedAsync(visitor, database, token, AddressOf(known: n % 2 == 0));

        var tries = Enumerable.Range(0, 2 * Tries).Select(n => n % 2 == 0).ToArray();
        Random.Shared.Shuffle(tries);
        var (times, answers) = (new double[tries.Length], new HashSet<string>());
        for (var n = 0; n < tries.Length; n++)
        {
            (times[n], var answer) = await RefusedAsync(visitor, database, token, AddressOf(tries[n]));
            answers.Add(answer);
        }

        table.Add("different answers (aim: 1)", answers.Count, "");
        table.Add("known address: mean, p50 / p95", Figures(times.Where((_, n) => tries[n])));
        table.Add("unknown address: mean, p50 / p95", Figures(times.Where((_, n) => !tries[n])));
        var seen = Difference(times, tries);
        table.Add("difference of the means (aim: < 5 ms)", seen, "ms");
        table.Add("p, that chance alone does it (aim: > 0.01)", ChanceOf(seen, times, tries), "");
    }

    private static string AddressOf(bool known) =>
        known ? $"{Known[Random.Shared.Next(Known.Length)]}@demo.practice" : $"{Guid.NewGuid().ToString("n")[..7]}@demo.practice";

    private static async Task<(double Milliseconds, string Answer)> RefusedAsync(HttpClient visitor, NpgsqlDataSource database, string token, string email)
    {
        // Otherwise the limits would answer instead, after a few.
        await using (var forget = database.CreateCommand("DELETE FROM attempts"))
            await forget.ExecuteNonQueryAsync();

        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["email"] = email,
            ["password"] = "not the password",
            ["__RequestVerificationToken"] = token,
        });
        var sent = Stopwatch.GetTimestamp();
        using var reply = await visitor.PostAsync(Page, form);
        var html = await reply.Content.ReadAsStringAsync();
        var took = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
        return (took, $"{reply.StatusCode} {OfThisVisit().Replace(html, "").Replace(email, "", StringComparison.Ordinal)}");
    }

    private static double ChanceOf(double seen, double[] times, bool[] tries)
    {
        var shuffled = (bool[])tries.Clone();
        var asFar = 0;
        for (var n = 0; n < Shuffles; n++)
        {
            Random.Shared.Shuffle(shuffled);
            if (Difference(times, shuffled) >= seen)
                asFar++;
        }

        return (asFar + 1.0) / (Shuffles + 1);
    }

    private static double Difference(double[] times, bool[] tries)
    {
        var (known, unknown) = (0.0, 0.0);
        for (var n = 0; n < times.Length; n++)
        {
            if (tries[n])
                known += times[n];
            else
                unknown += times[n];
        }

        return Math.Abs(known - unknown) / Tries;
    }

    private static string Figures(IEnumerable<double> times)
    {
        var all = times.ToArray();
        return $"{all.Average():0.00}, {all.Percentile(0.5):0.00} / {all.Percentile(0.95):0.00} ms";
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex FormToken();

    /// <summary>The form's token and the nonce of scripts, which differ from one answer to the next for anyone.</summary>
    [GeneratedRegex("(nonce|value)=\"[^\"]*\"")]
    private static partial Regex OfThisVisit();
}
