using System.Globalization;
using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;
using NodaTime;
using NodaTime.Text;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.FhirImport;

/// <summary>The parts that several FHIR resources have: addresses, telephones, words for codes, periods.</summary>
internal static class PartsFromFhir
{
    /// <summary>Where someone is to be found now: neither an old nor a billing address, a home before others.</summary>
    public static PostalAddress? Address(IEnumerable<Address?> addresses)
    {
        var address = addresses.OfType<Address>()
            .Where(a => a.Use is not (Hl7.Fhir.Model.Address.AddressUse.Old or Hl7.Fhir.Model.Address.AddressUse.Billing))
            .OrderBy(a => a.Use is Hl7.Fhir.Model.Address.AddressUse.Home ? 0 : a.Use is null or Hl7.Fhir.Model.Address.AddressUse.Work ? 1 : 2)
            .FirstOrDefault();
        if (address is null)
            return null;

        var parts = PostalAddress.Of(address.Line.OfType<string>(), address.City ?? "", address.District ?? "", address.State ?? "", address.PostalCode ?? "", address.Country ?? "");
        return parts ?? PostalAddress.Of((address.Text ?? "").Split('\n'), "", "", "", "", "");
    }

    /// <summary>The first to be tried, or empty.</summary>
    public static string Contact(List<ContactPoint> telecom, ContactPoint.ContactPointSystem system) => All(telecom, system).FirstOrDefault()?.Value ?? "";

    public static PhoneNumber[] Phones(List<ContactPoint> telecom) =>
        [.. All(telecom, ContactPoint.ContactPointSystem.Phone).Select(t => PhoneNumber.Of(t.Value!, t.Use?.GetLiteral() ?? "")).Distinct().Take(PhoneNumber.Most)];

    /// <summary>What a person would say: the text, or what the first code is called, or the code.</summary>
    public static string Words(string what, CodeableConcept? concept)
    {
        var coding = concept?.Coding.FirstOrDefault();
        return DetailRules.Text(what, First(concept?.Text, concept?.Coding.FirstOrDefault(c => !string.IsNullOrWhiteSpace(c.Display))?.Display, coding?.Code), 100);
    }

    public static string[] Words(string what, List<CodeableConcept> concepts, int most) =>
        [.. concepts.Select(c => Words(what, c)).Where(w => w.Length > 0).Distinct().Take(most)];

    /// <summary>First and last day; of a month or a year that is all of it, as FHIR has it for periods.</summary>
    public static (LocalDate? From, LocalDate? Until) Period(Hl7.Fhir.Model.Period? period)
    {
        var (from, until) = (Day("begins", period?.Start, last: false), Day("ends", period?.End, last: true));
        DetailRules.RequireOrder(from, until);
        return (from, until);
    }

    private static IEnumerable<ContactPoint> All(List<ContactPoint> telecom, ContactPoint.ContactPointSystem system) => telecom
        .Where(t => t.System == system && t.Use != ContactPoint.ContactPointUse.Old && !string.IsNullOrWhiteSpace(t.Value))
        .OrderBy(t => t.Rank ?? int.MaxValue);

    private static LocalDate? Day(string what, string? text, bool last)
    {
        if (string.IsNullOrEmpty(text))
            return null;

        var parts = text.Split('T')[0].Split('-');
        if (parts.Length is 1 or 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is >= 1000 and <= 9000)
        {
            var month = parts.Length == 1 ? last ? 12 : 1 : int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 0;
            if (month is >= 1 and <= 12)
                return new LocalDate(year, month, last ? CalendarSystem.Iso.GetDaysInMonth(year, month) : 1);
        }

        return LocalDatePattern.Iso.Parse(text.Split('T')[0]) is { Success: true, Value: { Year: >= 1000 and <= 9000 } day }
            ? day
            : throw new RuleBroken("period-unreadable", $"The day on which it {what} is not one. It looks like 2026-03-29.");
    }

    private static string First(params string?[] texts) => texts.FirstOrDefault(t => !string.IsNullOrWhiteSpace(t)) ?? "";
}
