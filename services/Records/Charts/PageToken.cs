using System.Globalization;
using NodaTime;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Records.Charts;

/// <summary>Where a page of the timeline ended: the last entry's time and id.</summary>
internal static class PageToken
{
    public static string After(Entry last) => $"{last.HappenedAt.ToUnixTimeTicks()}.{last.Id:N}";

    public static (Instant At, Guid Id)? Parse(string token, string field)
    {
        if (token.Length == 0)
            return null;
        return token.Split('.') is [var ticks, var id] && long.TryParse(ticks, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at) && Guid.TryParseExact(id, "N", out var last)
            && at > Instant.MinValue.ToUnixTimeTicks() && at < Instant.MaxValue.ToUnixTimeTicks()
            ? (Instant.FromUnixTimeTicks(at), last)
            : throw new Malformed(field, $"The field {field} must be what the page before gave.");
    }
}
