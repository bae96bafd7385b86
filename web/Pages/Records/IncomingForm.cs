using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace PracticeAspire.Web.Pages.Records;

/// <summary>
/// A form with a file as it comes from the browser: first its fields, then the file, which passes through. The framework would keep it in memory or, as
/// anyone can read it there, in a folder of the machine.
/// </summary>
internal sealed class IncomingForm
{
    private const int MostFields = 20;
    private const int LongestField = 16 * 1024;
    private const string Token = "__RequestVerificationToken";

    private readonly Dictionary<string, string> fields = [];

    public string FileName { get; private set; } = "";

    public Stream File { get; private set; } = Stream.Null;

    public string this[string field] => fields.GetValueOrDefault(field, "");

    /// <exception cref="InvalidDataException">This is no such form, or none of our pages sent it.</exception>
    public static async Task<IncomingForm> ReadAsync(HttpContext http, CancellationToken ct)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            throw new InvalidDataException("This is no form with a file.");

        var form = new IncomingForm();
        var parts = new MultipartReader(HeaderUtilities.RemoveQuotes(type.Boundary).ToString(), http.Request.Body);
        while (form.fields.Count < MostFields && await parts.ReadNextSectionAsync(ct) is { } part)
        {
            if (part.AsFileSection() is { FileStream: { } file } found)
            {
                (form.FileName, form.File) = (found.FileName, file);
                break;
            }

            if (part.AsFormDataSection() is { } field)
                form.fields[field.Name] = await TextAsync(part.Body, ct);
        }

        await form.RequireOursAsync(http);
        return form;
    }

    /// <summary>Takes what is left and forgets it: a browser that is still sending does not read the answer.</summary>
    public async Task DrainAsync(CancellationToken ct)
    {
        try
        {
            var buffer = new byte[16 * 1024];
            while (await File.ReadAsync(buffer, ct) > 0)
            {
            }
        }
        catch (IOException)
        {
            // It has stopped sending, or sends more than anyone takes.
        }
    }

    private static async Task<string> TextAsync(Stream part, CancellationToken ct)
    {
        var buffer = new byte[LongestField + 1];
        var count = await part.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return count > LongestField ? throw new InvalidDataException("A field is too long.") : System.Text.Encoding.UTF8.GetString(buffer, 0, count);
    }

    // Where there is no header the framework would look for the token in the form, and read all of it.
    private async Task RequireOursAsync(HttpContext http)
    {
        if (this[Token].Length == 0)
            throw new InvalidDataException("The form has no token.");
        http.Request.Headers[http.RequestServices.GetRequiredService<IOptions<AntiforgeryOptions>>().Value.HeaderName!] = this[Token];
        if (!await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http))
            throw new InvalidDataException("The form is not of one of our pages.");
    }
}

/// <summary>Keeps the framework from reading a page's form before the page does. What is bound comes from the address alone.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class FormUnreadAttribute : Attribute, IResourceFilter
{
    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        context.ValueProviderFactories.RemoveType<FormValueProviderFactory>();
        context.ValueProviderFactories.RemoveType<FormFileValueProviderFactory>();
        context.ValueProviderFactories.RemoveType<JQueryFormValueProviderFactory>();
    }

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }
}
