using System.Security.Cryptography;
using Hl7.Fhir.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Attachments;
using PracticeAspire.Records.Crypto;
using PracticeAspire.Records.Ledger;
using Task = System.Threading.Tasks.Task;

namespace PracticeAspire.Records.FhirRead;

/// <summary>
/// The bytes of a document by its id: as they are, or, for whoever asks for application/fhir+json, as a resource (FHIR R4, Binary). Either way they pass segment
/// by segment. Whoever calls here takes the file along.
/// </summary>
internal sealed class ReadBinary(RecordsDb db, OpenAttachments files, TellOfDamage damage)
{
    private const string Fhir = "application/fhir+json";

    /// <summary>Where a document's bytes are, beside it.</summary>
    public static string AddressOf(Contracts.Entry entry) => $"Binary/{entry.Id}";

    public async Task<IResult> ReadAsync(string id, HttpContext http)
    {
        var ct = http.RequestAborted;
        if (!Guid.TryParseExact(id, "D", out var entryId))
            throw new NotFound();

        // Whose it is decides who may see it, so it has to be looked up first.
        var patient = await db.Entries.Where(e => e.Id == entryId && e.Kind == "document").Select(e => (Guid?)e.PatientId).SingleOrDefaultAsync(ct) ?? throw new NotFound();
        var asked = http.Request.Query["_format"].ToString() is { Length: > 0 } format ? format : http.Request.Headers.Accept.ToString();
        var file = await files.OpenAsync(patient, entryId, toKeep: true, $"fhir Binary {id}", http, ct);
        return new Answer(file, AsResource: asked.Contains("fhir+json", StringComparison.OrdinalIgnoreCase), damage);
    }

    private sealed record Answer(OpenAttachment File, bool AsResource, TellOfDamage Damage) : IResult
    {
        public async Task ExecuteAsync(HttpContext http)
        {
            using var file = File;
            var headers = http.Response.Headers;
            headers[HeaderNames.CacheControl] = "no-store";
            headers[HeaderNames.XContentTypeOptions] = "nosniff";
            headers[HeaderNames.ContentDisposition] = "attachment";
            headers[HeaderNames.ContentSecurityPolicy] = "sandbox; default-src 'none'";
            try
            {
                if (AsResource)
                    await WriteResourceAsync(http);
                else
                    await WriteBytesAsync(http);
            }
            catch (Damaged damaged)
            {
                // It was whole a moment ago. What has left cannot be called back, but it must not look complete.
                await Damage.TellAsync(http, damaged);
                http.Abort();
            }
        }

        private async Task WriteBytesAsync(HttpContext http)
        {
            http.Response.ContentType = File.Document.MediaType;
            http.Response.ContentLength = File.Document.Size;
            await foreach (var segment in File.ReadAsync(http.RequestAborted))
                await http.Response.Body.WriteAsync(segment, http.RequestAborted);
        }

        private async Task WriteResourceAsync(HttpContext http)
        {
            http.Response.ContentType = $"{Fhir}; charset=utf-8";

            // A closed list of types and an id need no escaping, and neither does Base64.
            await http.Response.WriteAsync(
                $$"""{"resourceType":"Binary","id":"{{File.Entry.Id}}","contentType":"{{File.Document.MediaType}}","data":" """.TrimEnd(), http.RequestAborted);
            await using (var base64 = new CryptoStream(http.Response.Body, new ToBase64Transform(), CryptoStreamMode.Write, leaveOpen: true))
            {
                await foreach (var segment in File.ReadAsync(http.RequestAborted))
                    await base64.WriteAsync(segment, http.RequestAborted);
                await base64.FlushFinalBlockAsync(http.RequestAborted);
            }

            await http.Response.WriteAsync("\"}", http.RequestAborted);
        }
    }
}
