using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Web.Shared;

/// <summary>A line of the ledger as its owner reads it.</summary>
/// <param name="name">Of a person by their id, "You" for whoever looks.</param>
internal sealed class LedgerWords(Func<string, string> name)
{
    public string Sentence(RecordedAccess access) => Said(access) is [var first, .. var rest] ? char.ToUpperInvariant(first) + rest : "";

    public static (string Text, string Look)? Mark(RecordedAccess access) => access switch
    {
        { Action: "glass.broken" } or { Basis: "break-glass" } => ("Emergency", "tag--wrong"),
        { Outcome: "refused" } => ("Refused", "tag--warn"),
        { Outcome: "failed" } => ("Failed", "tag--warn"),
        _ => null,
    };

    /// <summary>"the summary", "one entry"; what of the record a read was about.</summary>
    public static string Part(RecordedAccess access) => access.Details.GetValueOrDefault("what", "") switch
    {
        "trend" => "a measurement over time",
        "" => "",
        var what when what.StartsWith("entry ", StringComparison.Ordinal) => "one entry",
        var what when what.StartsWith("file ", StringComparison.Ordinal) => "a file",
        var what when what.StartsWith("file-kept ", StringComparison.Ordinal) => "a file taken along",
        var what when what.StartsWith("fhir Binary ", StringComparison.Ordinal) => "a file taken along by a program",
        var what when what.StartsWith("fhir ", StringComparison.Ordinal) => "through a program",
        var what => string.Join(", ", what.Split(' ').Select(k => k is "chart" ? "the summary" : k is "timeline" ? "the timeline" : EntryWords.Kinds.FirstOrDefault(e => e.Name == k).Many?.ToLowerInvariant() ?? k)),
    };

    private string Said(RecordedAccess access) => access.Action switch
    {
        "record.read" => $"{Actor(access)} read the record",
        "record.written" => $"{Actor(access)} wrote into the record{Kind(access)}",
        "record.amended" => $"{Actor(access)} changed an entry{Kind(access)}",
        "record.signed" => $"{Actor(access)} signed an entry{Kind(access)}",
        "record.retracted" => $"{Actor(access)} marked an entry as a mistake{Kind(access)}",
        "record.damaged" => $"{Actor(access)} met an entry that is not as it was written; nothing of it was shown",
        "access.requested" => $"{Actor(access)} asked to see the record",
        "access.approved" => $"{Actor(access)} let {Fact(access, "requester")} see the record",
        "access.denied" => $"{Actor(access)} did not let {Fact(access, "requester")} see the record",
        "access.ended" => $"{Actor(access)} ended the access of {Fact(access, "requester")}",
        "access.kept-out" => $"{Actor(access)} decided to keep {Fact(access, "person")} out",
        "access.let-in" => $"{Actor(access)} let {Fact(access, "person")} in again",
        "glass.broken" => $"{Actor(access)} opened the record in an emergency: {AccessWords.Emergency(access.Details.GetValueOrDefault("code", "")).ToLowerInvariant()}",
        "glass.reviewed" => $"{Actor(access)} looked into an emergency opening by {Fact(access, "person")} and found it {(access.Details.GetValueOrDefault("justified", "") is "True" or "true" ? "justified" : "not justified")}",
        "ledger.proof-given" => $"{Actor(access)} downloaded the proof of this list",
        "call.refused" => $"{Actor(access)} tried to open the record and was not let in",
        var other => $"{Actor(access)}: {other.Replace('.', ' ').Replace('-', ' ')}",
    };

    private static string Kind(RecordedAccess access) =>
        EntryWords.Kinds.FirstOrDefault(k => k.Name == access.Details.GetValueOrDefault("what", "")).One is { } kind ? $" ({kind.ToLowerInvariant()})" : "";

    private string Actor(RecordedAccess access) => name(access.ActorId);

    private string Fact(RecordedAccess access, string fact) => name(access.Details.GetValueOrDefault(fact, "")) is "You" ? "you" : name(access.Details.GetValueOrDefault(fact, ""));
}
