using System.Globalization;
using Hl7.Fhir.Model;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using Instant = NodaTime.Instant;

namespace PracticeAspire.Records.FhirImport;

/// <summary>Something of a bundle that others of it refer to.</summary>
internal abstract record BundleItem(BundleEntry From);

/// <summary>Whose record the rest is for; users says who that is here.</summary>
internal sealed record ImportedPatient(BundleEntry From, byte[] Json) : BundleItem(From);

internal sealed record ImportedMedication(BundleEntry From, Concept What) : BundleItem(From);

/// <summary>What a bundle's entry says, read and found good by itself; where its references lead is seen when the whole bundle is there.</summary>
/// <param name="Source">By what it is known again: its full URL on a server, or type and id.</param>
/// <param name="Date">When, as it is written; null when it does not say.</param>
internal sealed record ImportedResource(BundleEntry From, string Source, Content Content, FhirDate? Date) : BundleItem(From)
{
    /// <summary>The patient, as it is written; null when it names none.</summary>
    public string? Subject { get; init; }

    /// <summary>Everything else it refers to.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>The Observations that are part of it.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    public string? Medication { get; init; }

    /// <summary>Its source says that it should not be there.</summary>
    public bool EnteredInError { get; init; }
}

/// <summary>A moment as FHIR writes it, of a year, a month, a day or exact.</summary>
/// <param name="At">Where it begins, in UTC when no zone is given.</param>
internal sealed record FhirDate(string Written, Instant At)
{
    /// <exception cref="RuleBroken"><c>date-unreadable</c></exception>
    public static FhirDate? Of(string? written) => string.IsNullOrEmpty(written)
        ? null
        : Parse(written) ?? throw new RuleBroken("date-unreadable", "A date in it is not one. It looks like 2026-03-29 or 2026-03-29T10:00:00+02:00.");

    /// <returns>Null when it is none.</returns>
    public static FhirDate? Parse(string written)
    {
        if (!FhirDateTime.IsValidValue(written))
            return null;

        var padded = written.Length switch { 4 => $"{written}-01-01T00:00:00Z", 7 => $"{written}-01T00:00:00Z", 10 => $"{written}T00:00:00Z", _ => written };
        return DateTimeOffset.TryParse(padded, CultureInfo.InvariantCulture, out var at) && at.UtcDateTime.Year is >= 1000 and <= 9000
            ? new(written, Instant.FromDateTimeOffset(at))
            : null;
    }

    /// <summary>The first of several elements that has a date.</summary>
    public static FhirDate? FirstOf(params DataType?[] elements) => elements.Select(OfElement).FirstOrDefault(date => date is not null);

    private static FhirDate? OfElement(DataType? element) => element switch
    {
        FhirDateTime moment => Of(moment.Value),
        Period period => Of(period.Start ?? period.End),
        Hl7.Fhir.Model.Instant { Value: { } exact } => Of(exact.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture)),
        Timing timing => Of(timing.Event.FirstOrDefault()),
        _ => null,
    };
}
