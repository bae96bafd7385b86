using Grpc.Core;
using Microsoft.AspNetCore.Mvc;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;

namespace PracticeAspire.Web.Pages.Records;

/// <summary>The bytes of a file in a record, for the browser to show by itself, locked in, or to be taken along. There is a page only when there are none.</summary>
internal sealed class FileModel(AttachmentsClient attachments, WhoseRecord whose, Names names) : RecordPageModel(whose, names)
{
    [BindProperty(SupportsGet = true, Name = "entryId")]
    public string EntryId { get; set; } = "";

    /// <summary>It is taken along, not looked at here.</summary>
    [BindProperty(SupportsGet = true, Name = "keep")]
    public bool ToKeep { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!Whose.MaySee && Whose.Trouble is null)
            return Redirect(Href("chart"));

        using var call = attachments.ReadAttachment(new() { PatientId = PatientId, EntryId = EntryId, ToKeep = ToKeep }, cancellationToken: ct);
        var about = await Read(async () => await call.ResponseStream.MoveNext(ct) ? call.ResponseStream.Current : new AttachmentPiece());
        if (about?.Entry?.Content.Document is not { } document)
        {
            Response.StatusCode = StatusCodes.Status409Conflict;
            return Page();
        }

        ServedFile.Describe(Response, document, ToKeep);
        try
        {
            while (await call.ResponseStream.MoveNext(ct))
                await Response.Body.WriteAsync(call.ResponseStream.Current.Content.Memory, ct);
        }
        catch (RpcException)
        {
            // The rest cannot be had, and what has left must not look complete.
            HttpContext.Abort();
        }

        return new EmptyResult();
    }
}
