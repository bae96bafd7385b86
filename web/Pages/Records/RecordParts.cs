using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Web.Pages.Records;

/// <summary>One line of the timeline on a page about a record.</summary>
internal sealed record TimelineEntry(Entry Entry, RecordPageModel Page);

/// <summary>What is current of one kind.</summary>
/// <param name="None">What is said when there is nothing.</param>
internal sealed record CurrentEntries(IReadOnlyList<Entry> Entries, RecordPageModel Page, string None);
