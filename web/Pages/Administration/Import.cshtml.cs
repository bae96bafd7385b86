using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;

namespace PracticeAspire.Web.Pages.Administration;

/// <summary>People from FHIR bundles, file after file, with a report of what was refused and why.</summary>
[RequestSizeLimit(Most), RequestFormLimits(MultipartBodyLengthLimit = Most)]
internal sealed class ImportModel(FhirImportClient import) : PageModel
{
    private const long Most = 1L << 30;
    private const int ChunkSize = 64 * 1024;

    public List<ImportOutcome> Outcomes { get; } = [];

    public string? Wrong { get; private set; }

    public async Task<IActionResult> OnPostAsync(List<IFormFile> files, CancellationToken ct)
    {
        var lines = ProgressLines.Wanted(Request) ? new ProgressLines(Response, ct) : null;
        if (files.Count == 0)
            Wrong = "Choose one or more files first.";

        foreach (var (file, n) in files.Select((file, i) => (file, i + 1)))
        {
            ImportReport? report = null;
            var refusal = await Attempt.Do("People", async () => report = await Import(file, p => lines?.Tell(new
            {
                done = p.EntriesDone,
                total = p.EntriesTotal,
                words = $"File {n} of {files.Count}: {(p.EntriesTotal == 0 ? "reading" : $"{p.EntriesDone} of {p.EntriesTotal} entries")}{(p.Kind.Length > 0 ? $", now {Words.FhirKinds(p.Kind)}" : "")}",
            }) ?? Task.CompletedTask, ct));
            Outcomes.Add(new(Path.GetFileName(file.FileName), report, refusal?.Sentence));
        }

        if (lines is null)
            return Page();

        var page = await this.RenderPartial("_ImportReport", Outcomes);
        await lines.Tell(new { words = Wrong ?? "Done.", report = page });
        return new EmptyResult();
    }

    private async Task<ImportReport?> Import(IFormFile file, Func<ImportProgress, Task> tell, CancellationToken ct)
    {
        using var call = import.ImportBundle(cancellationToken: ct);
        ImportReport? report = null;
        var reading = Task.Run(async () =>
        {
            await foreach (var progress in call.ResponseStream.ReadAllAsync(ct))
            {
                report = progress.Report ?? report;
                await tell(progress);
            }
        }, ct);
        try
        {
            await Send(file, call.RequestStream, ct);
        }
        catch (Exception ended) when (ended is RpcException or InvalidOperationException && reading.IsFaulted)
        {
            // The service has refused before the end of the file; its sentence is in the answer.
        }

        await reading;
        return report;
    }

    private static async Task Send(IFormFile file, IClientStreamWriter<ImportChunk> to, CancellationToken ct)
    {
        await using var content = file.OpenReadStream();
        var buffer = new byte[ChunkSize];
        var name = Path.GetFileName(file.FileName);
        int read;
        while ((read = await content.ReadAsync(buffer, ct)) > 0)
        {
            await to.WriteAsync(new() { FileName = name, Content = ByteString.CopyFrom(buffer, 0, read) }, ct);
            name = "";
        }

        if (name.Length > 0)
            await to.WriteAsync(new() { FileName = name }, ct);
        await to.CompleteAsync();
    }
}

/// <summary>What became of one file: a report, or the sentence that says why nothing was changed.</summary>
internal sealed record ImportOutcome(string FileName, ImportReport? Report, string? Wrong);
