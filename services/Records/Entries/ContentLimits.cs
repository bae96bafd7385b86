using Google.Protobuf;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Records.Entries;

/// <summary>What an entry may hold at most: any text 64 KiB, all of it 256 KiB, any list 500.</summary>
internal static class ContentLimits
{
    private const int Text = 64 * 1024;
    private const int Whole = 256 * 1024;
    private const int List = 500;

    /// <summary>What is still being written may have nothing in it.</summary>
    /// <exception cref="RuleBroken">Too long, or nothing at all.</exception>
    public static Content CheckUnfinished(Content? content, string field)
    {
        if (content is null || content.KindCase == Content.KindOneofCase.None)
            throw new RuleBroken("nothing-written", "There is nothing in it yet.");
        if (!Enum.IsDefined(content.Sensitivity))
            throw new Malformed(field, "The sensitivity must be one of normal, restricted and very restricted.");
        if (content.CalculateSize() > Whole)
            throw new RuleBroken("too-long", "This is longer than an entry can be (256 KiB). Split it, or attach it as a file.");
        CheckTexts(content, field);
        return content;
    }

    /// <exception cref="RuleBroken">Too long, nothing in it, or a note of no known template.</exception>
    public static Content Check(Content? written, string field)
    {
        var content = CheckUnfinished(written, field);
        if (content.Note is { } note)
        {
            if (!NoteTemplates.Knows(note.Template))
                throw new RuleBroken("template-unknown", "There is no such template.");
            if (note.Sections.All(s => string.IsNullOrWhiteSpace(s.Text)))
                throw new RuleBroken("nothing-written", "There is nothing in the note yet.");
        }
        else if (content.Vitals is { Measurements.Count: 0 } || Named(content) is { Text: "" })
        {
            throw new RuleBroken("nothing-written", "Say what it is.");
        }

        return content;
    }

    private static Concept? Named(Content content) => content switch
    {
        { Problem: { } problem } => problem.What ?? new(),
        { Allergy: { } allergy } => allergy.What ?? new(),
        { Medication: { } medication } => medication.What ?? new(),
        { Immunization: { } immunization } => immunization.What ?? new(),
        { Result: { } result } => result.What ?? new(),
        { Procedure: { } procedure } => procedure.What ?? new(),
        { Visit: { } visit } => visit.What ?? new(),
        _ => null,
    };

    private static void CheckTexts(IMessage message, string field)
    {
        foreach (var part in message.Descriptor.Fields.InFieldNumberOrder())
        {
            var value = part.Accessor.GetValue(message);
            var items = part.IsRepeated && !part.IsMap ? ((System.Collections.IList)value).Cast<object?>().ToList() : [value];
            if (items.Count > List)
                throw new RuleBroken("too-many", $"An entry can have {List} of each thing at most. Split it.");
            foreach (var item in items)
            {
                if (item is string { Length: > Text })
                    throw new RuleBroken("too-long", "A text in it is longer than 64 KiB. Split it, or attach it as a file.");
                if (item is string text && text.Contains('\0', StringComparison.Ordinal))
                    throw new Malformed(field, "A text has a character in it that cannot be kept (U+0000).");
                if (item is IMessage inner)
                    CheckTexts(inner, field);
            }
        }
    }
}
