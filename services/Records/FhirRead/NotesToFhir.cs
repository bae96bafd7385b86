using System.Text;
using Hl7.Fhir.Model;
using PracticeAspire.Records.Contracts;
using static PracticeAspire.Records.FhirRead.PartsToFhir;

namespace PracticeAspire.Records.FhirRead;

/// <summary>Notes with their words, and documents with where their bytes are, which are not read with the rest.</summary>
internal static class NotesToFhir
{
    public static DocumentReference Note(Contracts.Entry entry, Note note, Guid patient) => Reference(entry, patient, note.Title, new()
    {
        ContentType = "text/plain; charset=utf-8",
        Title = Words(note.Title),
        Data = Encoding.UTF8.GetBytes(string.Join("\n\n", note.Sections.Select(s => $"{s.Title}\n{s.Text}"))),
    });

    public static DocumentReference Document(Contracts.Entry entry, Document document, Guid patient) => Reference(entry, patient, document.Description, new()
    {
        // Without its size: Firely writes that as R5 has it, in quotes, which no reader of R4 takes.
        ContentType = Words(document.MediaType),
        Url = ReadBinary.AddressOf(entry),
        Title = Words(document.FileName) ?? "Document",
    });

    private static DocumentReference Reference(Contracts.Entry entry, Guid patient, string title, Attachment attachment) => new()
    {
        Id = entry.Id,
        Meta = MetaOf(entry),
        Status = EntryToFhir.IsMistake(entry) ? DocumentReferenceStatus.EnteredInError : DocumentReferenceStatus.Current,
        DocStatus = entry.SignedAt is null ? CompositionStatus.Preliminary : CompositionStatus.Final,
        Type = new CodeableConcept { Text = Words(title) ?? "Note" },
        Subject = PartsToFhir.Patient(patient),
        Date = entry.HappenedAt.ToDateTimeOffset(),
        Author = Author(entry) is { } author ? [author] : [],
        Content = [new() { Attachment = attachment }],
    };
}
