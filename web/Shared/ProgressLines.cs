using System.Text.Json;

namespace PracticeAspire.Web.Shared;

/// <summary>Progress of long work for the script that asked for it: a line of JSON each time there is news.</summary>
internal sealed class ProgressLines(HttpResponse response, CancellationToken ct)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static bool Wanted(HttpRequest request) => request.Headers.Accept.ToString().Contains("application/x-ndjson", StringComparison.Ordinal);

    public async Task Tell(object line)
    {
        response.ContentType ??= "application/x-ndjson";
        await response.WriteAsync($"{JsonSerializer.Serialize(line, Json)}\n", ct);
        await response.Body.FlushAsync(ct);
    }
}
