using Microsoft.Net.Http.Headers;
using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Web.Pages.Records;

/// <summary>How a file from a record is handed to a browser: as what it is and nothing else, under a name that ends as what it is.</summary>
internal static class ServedFile
{
    private static readonly Dictionary<string, string[]> Extensions = new()
    {
        ["image/jpeg"] = [".jpg", ".jpeg"],
        ["image/png"] = [".png"],
        ["image/gif"] = [".gif"],
        ["image/webp"] = [".webp"],
        [Pdf] = [".pdf"],
    };

    private const string Pdf = "application/pdf";

    // No script, no form, no frame around it. A sandbox would also lock out some browsers' own viewers of PDF files, which keep what is in them to themselves.
    private const string Nothing = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static bool IsPicture(Document document) => document.MediaType != Pdf && Extensions.ContainsKey(document.MediaType);

    public static void Describe(HttpResponse response, Document document, bool toKeep)
    {
        var known = Extensions.ContainsKey(document.MediaType);
        var disposition = new ContentDispositionHeaderValue(known && !toKeep ? "inline" : "attachment");
        disposition.SetHttpFileName(NameOf(document));
        response.ContentType = known ? document.MediaType : "application/octet-stream";
        response.ContentLength = document.Size;
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.ContentSecurityPolicy = document.MediaType == Pdf && !toKeep ? Nothing : $"sandbox; {Nothing}; img-src 'self'; style-src 'unsafe-inline'";
    }

    /// <summary>What people called it, with the ending of what it is: a picture that is called a program is saved as a picture.</summary>
    public static string NameOf(Document document)
    {
        var (name, endings) = (document.FileName.Length > 0 ? document.FileName : "file", Extensions.GetValueOrDefault(document.MediaType, [".bin"]));
        return endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) ? name : name + endings[0];
    }
}
