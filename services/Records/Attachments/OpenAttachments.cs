using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Access;
using PracticeAspire.Records.Charts;
using PracticeAspire.Records.Crypto;

namespace PracticeAspire.Records.Attachments;

/// <summary>Opens files for whoever may see them, in whatever form they are told: by gRPC, or as FHIR's Binary.</summary>
internal sealed class OpenAttachments(ReadRecords reading, Segments segments)
{
    /// <summary>Once it returns, the ledger has the access, and every segment was there and whole.</summary>
    /// <param name="toKeep">As a file of their own, which an emergency does not open.</param>
    /// <param name="what">For the ledger.</param>
    /// <returns>To be disposed of: it holds the file's key.</returns>
    public Task<OpenAttachment> OpenAsync(Guid patient, Guid id, bool toKeep, string what, HttpContext http, CancellationToken ct) => reading.ReadAsync(patient, what, http, async chart =>
    {
        if (toKeep && chart.Standing.Basis == Basis.BreakGlass)
            throw new NotAllowed("In an emergency files are looked at here, not taken along.") { About = patient };

        var entry = await reading.EntriesOf(chart).SingleOrDefaultAsync(e => e.Id == id, ct) ?? throw new NotFound();
        var shown = chart.Show([entry]).SingleOrDefault() ?? throw new NotFound { About = chart.Standing.Patient };
        if (shown.Content.Document is null || chart.FileKeyOf(entry) is not { } key)
            throw new RuleBroken("file-missing", "There is no file behind this entry.");

        var file = new OpenAttachment(segments, shown, entry.PatientId, key);
        try
        {
            await file.CheckAsync(ct);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }, ct);
}
