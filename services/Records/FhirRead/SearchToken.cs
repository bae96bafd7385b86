using System.Globalization;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Charts;

namespace PracticeAspire.Records.FhirRead;

/// <summary>Where the next page begins: at an entry, and after how many of its resources.</summary>
internal sealed record SearchToken(Instant HappenedAt, Guid Id, int Taken)
{
    public static string At(Entry entry, int taken) => $"{PageToken.After(entry)}.{taken}";

    public static SearchToken? Parse(string token, string field)
    {
        if (token.Length == 0)
            return null;
        var cut = token.LastIndexOf('.');
        if (cut < 0 || !int.TryParse(token[(cut + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var taken) || taken > 10_000)
            throw new Malformed(field, $"The field {field} must be what the page before gave.");
        var (at, id) = PageToken.Parse(token[..cut], field) ?? throw new Malformed(field, $"The field {field} must be what the page before gave.");
        return new(at, id, taken);
    }
}
