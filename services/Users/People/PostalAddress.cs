using System.Text.Json.Serialization;

namespace PracticeAspire.Users.People;

/// <summary>Where someone lives or something stands, in the parts of a FHIR Address; the country as it was given, a code or a name.</summary>
/// <param name="Street">One to four lines.</param>
internal sealed record PostalAddress(string Street, string City, string District, string State, string PostalCode, string Country)
{
    private const int MostLines = 4;

    /// <returns>Null when nothing is given.</returns>
    /// <exception cref="BuildingBlocks.RuleBroken"><c>text-too-long</c>, <c>text-unreadable</c></exception>
    public static PostalAddress? Of(IEnumerable<string> lines, string city, string district, string state, string postalCode, string country)
    {
        var street = lines.Select(line => DetailRules.Text("street", line, 200)).Where(line => line.Length > 0).ToList();

        // What does not fit is put together rather than lost.
        if (street.Count > MostLines)
            street = [.. street.Take(MostLines - 1), DetailRules.Text("street", string.Join(", ", street.Skip(MostLines - 1)), 200)];
        var address = new PostalAddress(
            string.Join('\n', street), DetailRules.Text("city", city, 100), DetailRules.Text("district", district, 100),
            DetailRules.Text("state", state, 100), DetailRules.Text("postal code", postalCode, 20), DetailRules.Text("country", country, 60));
        return address == new PostalAddress("", "", "", "", "", "") ? null : address;
    }

    [JsonIgnore]
    public IReadOnlyList<string> Lines => Street.Length == 0 ? [] : Street.Split('\n');

    /// <summary>In one line, as it is compared and read aloud.</summary>
    public override string ToString() =>
        string.Join(", ", new[] { Street.Replace("\n", ", ", StringComparison.Ordinal), City, District, $"{State} {PostalCode}".Trim(), Country }.Where(part => part.Length > 0));
}
