using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization;
using YamlDotNet.RepresentationModel;

namespace Aspire.Hosting.Dcp;

/// <summary>The orchestrator's API, which is Kubernetes' with resource kinds of its own.</summary>
internal sealed class DcpApi : IDisposable
{
    public const string Group = "usvc-dev.developer.microsoft.com", Version = "v1";

    private const string Executables = $"apis/{Group}/{Version}/executables";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly HttpClient _http;

    private DcpApi(HttpClient http) => _http = http;

    /// <summary>Reads address, token and certificate authority from a kubeconfig; null while that is not written to its end.</summary>
    public static DcpApi? FromKubeconfig(string file)
    {
        try
        {
            var yaml = new YamlStream();
            using (var reader = new StreamReader(file)) yaml.Load(reader);
            var root = (YamlMappingNode)yaml.Documents[0].RootNode;
            var cluster = root["clusters"][0]["cluster"];
            var authority = X509CertificateLoader.LoadCertificate(Pem(Convert.FromBase64String($"{cluster["certificate-authority-data"]}")));
            var http = new HttpClient(new SocketsHttpHandler
            {
                UseProxy = false,
                SslOptions = new SslClientAuthenticationOptions
                {
                    CertificateChainPolicy = new X509ChainPolicy
                    {
                        TrustMode = X509ChainTrustMode.CustomRootTrust,
                        CustomTrustStore = { authority },
                        RevocationMode = X509RevocationMode.NoCheck,
                    },
                },
            })
            {
                BaseAddress = new Uri($"{cluster["server"]}/"),
                Timeout = Timeout.InfiniteTimeSpan,
            };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", $"{root["users"][0]["user"]["token"]}");
            return new DcpApi(http);
        }
        catch (Exception e) when (e is IOException or YamlDotNet.Core.YamlException or KeyNotFoundException or ArgumentException or FormatException)
        {
            return null;
        }
    }

    public async Task CreateAsync(DcpExecutable executable, CancellationToken ct)
    {
        using var answer = await _http.PostAsJsonAsync(Executables, executable, Json, ct);
        await RequireSuccessAsync(answer, ct);
    }

    /// <summary>Stops the process, gracefully first; the object stays.</summary>
    public async Task StopAsync(string name, CancellationToken ct)
    {
        using var patch = new StringContent("""{"spec":{"stop":true}}""", MediaTypeHeaderValue.Parse("application/merge-patch+json"));
        using var answer = await _http.PatchAsync($"{Executables}/{name}", patch, ct);
        if (answer.StatusCode != HttpStatusCode.NotFound) await RequireSuccessAsync(answer, ct);
    }

    /// <summary>Removes the object, and with it what is left of its process; returns when it is gone.</summary>
    public async Task DeleteAsync(string name, CancellationToken ct)
    {
        while (true)
        {
            using var answer = await _http.DeleteAsync($"{Executables}/{name}", ct);
            if (answer.StatusCode == HttpStatusCode.NotFound) return;
            await Task.Delay(50, ct);
        }
    }

    /// <summary>Every object as it is, then every change; ends when the connection does.</summary>
    public async IAsyncEnumerable<DcpWatchEvent> WatchAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var line in ReadLinesAsync($"{Executables}?watch=true", ct))
        {
            if (JsonSerializer.Deserialize<DcpWatchEvent>(line, Json) is { Object: not null } change) yield return change;
        }
    }

    /// <summary>What the process writes to <paramref name="source"/> (stdout, stderr or system), each line with its time, until it ends.</summary>
    public IAsyncEnumerable<string> ReadLogAsync(string name, string source, bool follow, CancellationToken ct) =>
        ReadLinesAsync($"{Executables}/{name}/log?source={source}&follow={(follow ? "true" : "false")}&timestamps=true", ct);

    /// <summary>Asks the orchestrator to stop everything and itself.</summary>
    public async Task StopServerAsync(CancellationToken ct)
    {
        using var patch = new StringContent(
            """{"status":"Stopping","shutdownResourceCleanup":"Full"}""", MediaTypeHeaderValue.Parse("application/merge-patch+json"));
        using var answer = await _http.PatchAsync("admin/execution", patch, ct);
    }

    public void Dispose() => _http.Dispose();

    private static byte[] Pem(byte[] text) =>
        Convert.FromBase64String(string.Concat(System.Text.Encoding.ASCII.GetString(text).Split('\n').Where(l => !l.StartsWith("---", StringComparison.Ordinal))));

    private static async Task RequireSuccessAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        if (!answer.IsSuccessStatusCode)
            throw new DistributedApplicationException($"The orchestrator refused: {await answer.Content.ReadAsStringAsync(ct)}");
    }

    private async IAsyncEnumerable<string> ReadLinesAsync(string path, [EnumeratorCancellation] CancellationToken ct)
    {
        using var answer = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, ct);
        if (!answer.IsSuccessStatusCode) yield break;
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(ct));
        while (await reader.ReadLineAsync(ct) is { } line) yield return line;
    }
}
