using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;
using ClinicalReport = PracticeAspire.Records.Contracts.ImportReport;

namespace PracticeAspire.Web.Pages.Administration;

/// <summary>FHIR bundles, file after file: first the people, then what is in their medical records, with a report of what was refused and why.</summary>
[RequestSizeLimit(Most), RequestFormLimits(MultipartBodyLengthLimit = Most)]
internal sealed class ImportModel(FhirImportClient people, RecordImportClient records) : PageModel
{
    private const long Most = 1L << 30;

    public List<ImportOutcome> Outcomes { get; } = [];

    public string? Wrong { get; private set; }

    public bool WithRecords => HttpContext.Caller().May(Permissions.ImportRecords);

    public async Task<IActionResult> OnPostAsync(List<IFormFile> files, CancellationToken ct)
    {
        var lines = ProgressLines.Wanted(Request) ? new ProgressLines(Response, ct) : null;
        if (files.Count == 0)
            Wrong = "Choose one or more files first.";

        foreach (var (file, n) in files.Select((file, i) => (file, i + 1)))
        {
            var which = $"File {n} of {files.Count}";
            var outcome = await ImportPeople(file, which, lines, ct);

            // Records are of people who are known.
            if (outcome.Wrong is null && WithRecords)
                outcome = outcome with { Records = await ImportRecords(file, which, lines, ct) };
            Outcomes.Add(outcome);
        }

        if (lines is null)
            return Page();

        var page = await this.RenderPartial("_ImportReport", Outcomes);
        await lines.Tell(new { words = Wrong ?? "Done.", report = page });
        return new EmptyResult();
    }

    private async Task<ImportOutcome> ImportPeople(IFormFile file, string which, ProgressLines? lines, CancellationToken ct)
    {
        ImportReport? report = null;
        var refusal = await Attempt.Do("People", async () =>
        {
            using var call = people.ImportBundle(cancellationToken: ct);
            await BundleUpload.RunAsync(call, file, (name, content) => new() { FileName = name, Content = content }, Hear, ct);
        });
        return new(Path.GetFileName(file.FileName), report, refusal?.Sentence);

        Task Hear(ImportProgress progress)
        {
            report = progress.Report ?? report;
            var kind = progress.Kind.Length > 0 ? $", now {Words.FhirKinds(progress.Kind)}" : "";
            return lines?.Tell(new { done = progress.EntriesDone, total = progress.EntriesTotal, words = $"{which}: {Far(progress.EntriesDone, progress.EntriesTotal)}{kind}" }) ?? Task.CompletedTask;
        }
    }

    private async Task<RecordsOutcome> ImportRecords(IFormFile file, string which, ProgressLines? lines, CancellationToken ct)
    {
        ClinicalReport? report = null;
        var refusal = await Attempt.Do("Medical records", async () =>
        {
            using var call = records.ImportBundle(cancellationToken: ct);
            await BundleUpload.RunAsync(call, file, (name, content) => new() { FileName = name, Content = content }, Hear, ct);
        });
        return new(report, refusal?.Sentence);

        Task Hear(PracticeAspire.Records.Contracts.ImportProgress progress)
        {
            report = progress.Report ?? report;
            var patients = progress.PatientsTotal > 1 ? $", {progress.PatientsDone} of {progress.PatientsTotal} patients" : "";
            return lines?.Tell(new { done = progress.EntriesDone, total = progress.EntriesTotal, words = $"{which}, medical records: {Far(progress.EntriesDone, progress.EntriesTotal)}{patients}" }) ?? Task.CompletedTask;
        }
    }

    private static string Far(int done, int total) => total == 0 ? "reading" : $"{done} of {total} entries";
}

/// <summary>What became of one file: a report, or the sentence that says why nothing was changed.</summary>
/// <param name="Records">Null when they were not imported.</param>
internal sealed record ImportOutcome(string FileName, ImportReport? Report, string? Wrong, RecordsOutcome? Records = null);

/// <summary>What became of the clinical part of a file.</summary>
internal sealed record RecordsOutcome(ClinicalReport? Report, string? Wrong);
