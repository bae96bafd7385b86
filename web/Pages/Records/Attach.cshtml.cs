using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Mvc;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;
using PracticeAspire.Web.Times;

namespace PracticeAspire.Web.Pages.Records;

/// <summary>A picture or a PDF is put into the record. It passes from the browser to the service piece by piece and is kept nowhere on the way.</summary>
[RequestSizeLimit(Taken), FormUnread, IgnoreAntiforgeryToken]
internal sealed class AttachModel(AttachmentsClient attachments, WhoseRecord whose, Names names) : RecordPageModel(whose, names)
{
    /// <summary>What the service keeps, in bytes.</summary>
    public const long Largest = 64L << 20;

    // So much is listened to before the line is cut: whoever chose a file that is a little too large gets an answer.
    private const long Taken = 2 * Largest;
    private const int PieceSize = 64 * 1024;

    public EntryInput Input { get; private set; } = new();

    public IActionResult OnGet()
    {
        if (!Whose.MaySee && Whose.Trouble is null)
            return Redirect(Href("chart"));
        Input = EntryInput.New(Whose);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        try
        {
            var form = await IncomingForm.ReadAsync(HttpContext, ct);
            Input = new() { RequestId = form["Input.RequestId"], Day = form["Input.Day"], Time = form["Input.Time"], Text = form["Input.Text"].Trim() };

            // Whoever sees it is not guessed.
            if (!System.Enum.TryParse<Sensitivity>(form["Input.Sensitivity"], out var sensitivity) || !System.Enum.IsDefined(sensitivity))
                return BadRequest();
            Input.Sensitivity = sensitivity;
            if (await TakeAsync(form, ct))
                return await AnswerAsync(new { to = TellAndHref() }, () => Redirect(Href("entry", $"&entryId={Input.RequestId}")), ct);
            await form.DrainAsync(ct);
        }
        catch (InvalidDataException)
        {
            return BadRequest();
        }
        catch (BadHttpRequestException tooMuch) when (tooMuch.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            Refusal = TooLarge;
        }

        return await AnswerAsync(new { words = Refusal!.Sentence }, Page, ct);
    }

    private static Refusal TooLarge => new(RefusalKind.Rule, $"A file can have {Largest >> 20} MiB at most, so nothing was kept. Attach it in parts, or with fewer points.");

    private async Task<bool> TakeAsync(IncomingForm form, CancellationToken ct)
    {
        var (at, wrong) = LocalTimes.Read(Input.Day, Input.Time, Whose.Zone);
        if (form.FileName.Length == 0)
            wrong ??= "Choose a file first.";
        if (wrong is not null)
        {
            Refusal = new(RefusalKind.Rule, wrong);
            return false;
        }

        return await Write(() => SendAsync(form, at!, ct));
    }

    private async Task SendAsync(IncomingForm form, Timestamp at, CancellationToken ct)
    {
        using var call = attachments.AddAttachment(cancellationToken: ct);
        try
        {
            await call.RequestStream.WriteAsync(
                new()
                {
                    About = new()
                    {
                        Id = Input.RequestId,
                        PatientId = PatientId,
                        HappenedAt = at,
                        FileName = form.FileName,
                        Description = Input.Text,
                        Sensitivity = Input.Sensitivity,
                    },
                }, ct);
            var (buffer, sent) = (new byte[PieceSize], 0L);
            while (await form.File.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct) is > 0 and var read)
            {
                // Written means that it is no longer in the buffer.
                await call.RequestStream.WriteAsync(new() { Content = UnsafeByteOperations.UnsafeWrap(buffer.AsMemory(0, read)) }, ct);
                sent += read;
            }

            await call.RequestStream.WriteAsync(new() { End = sent }, ct);
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception ended) when (ended is RpcException or InvalidOperationException)
        {
            // The service has refused before the end of the file; its sentence is in the answer.
        }

        await call;
    }

    // Scripts that show how far it is go where they are told to, so that what is told there is told once.
    private async Task<IActionResult> AnswerAsync(object line, Func<IActionResult> page, CancellationToken ct)
    {
        if (!ProgressLines.Wanted(Request))
            return page();
        await new ProgressLines(Response, ct).Tell(line);
        return new EmptyResult();
    }

    private string TellAndHref()
    {
        this.Tell("attached", PatientId);
        return Href("entry", $"&entryId={Input.RequestId}");
    }
}
