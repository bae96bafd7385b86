using Google.Protobuf;
using Grpc.Core;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.Tests.FhirImport;

/// <summary>What web does with a file that an administrator uploads.</summary>
internal static class Import
{
    public static Task<ImportReport> ImportAsync(this UsersHost host, string json) => host.ImportAsync("test.json", System.Text.Encoding.UTF8.GetBytes(json));

    public static async Task<ImportReport> ImportAsync(this UsersHost host, string fileName, byte[] content, int chunk = 60_000) =>
        (await host.ImportWithProgressAsync(fileName, content, chunk))[^1].Report;

    public static async Task<List<ImportProgress>> ImportWithProgressAsync(this UsersHost host, string fileName, byte[] content, int chunk = 60_000)
    {
        var client = new Contracts.FhirImport.FhirImportClient(host.As(Guid.CreateVersion7(), Roles.Administrator));
        using var call = client.ImportBundle();
        var progress = new List<ImportProgress>();
        var reading = ReadAsync();
        try
        {
            for (var at = 0; at < content.Length || at == 0; at += chunk)
            {
                await call.RequestStream.WriteAsync(new ImportChunk
                {
                    FileName = at == 0 ? fileName : "",
                    Content = ByteString.CopyFrom(content.AsSpan(at, Math.Min(chunk, content.Length - at))),
                });
            }

            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // The service has refused before the end; reading says why.
        }

        await reading;
        return progress;

        async Task ReadAsync()
        {
            await foreach (var step in call.ResponseStream.ReadAllAsync())
                progress.Add(step);
        }
    }

    /// <summary>A patient as other systems export them; every argument is JSON.</summary>
    public static string Patient(
        string id, string name = """[{ "family": "Núñez", "given": ["María José"] }]""", string birthDate = "\"1980-02-29\"", string more = "") => $$"""
        {
          "fullUrl": "urn:uuid:{{id}}",
          "resource": {
            "resourceType": "Patient", "id": "{{id}}",
            "identifier": [{ "system": "urn:test", "value": "{{id}}" }],
            "name": {{name}}, "birthDate": {{birthDate}}{{more}}
          }
        }
        """;

    public static string Bundle(params IEnumerable<string> entries) =>
        $$"""{ "resourceType": "Bundle", "type": "transaction", "entry": [{{string.Join(",\n", entries)}}] }""";
}
