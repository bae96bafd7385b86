using System.Globalization;
using System.Net.Mail;
using System.Text;
using System.Text.RegularExpressions;
using NodaTime;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Users.People;

/// <summary>What may be written down about a person, whoever writes it: a form or an import.</summary>
internal static partial class DetailRules
{
    private const int LongestName = 200;
    private const int OldestAge = 130;

    private static readonly string[] Genders = ["male", "female", "other", "unknown"];

    /// <summary>Names as they are written, in one Unicode form and with single spaces. Digits and every script are let in; what cannot be seen is not.</summary>
    public static string Name(string text)
    {
        var name = Spaces().Replace(text.Normalize(NormalizationForm.FormC), " ").Trim();
        if (name.Length > LongestName)
            throw new RuleBroken("name-too-long", $"A name may have at most {LongestName} characters.");
        if (name.EnumerateRunes().Any(IsInvisible))
            throw new RuleBroken("name-unreadable", "The name contains characters that cannot be seen. Type it again instead of pasting it.");
        return name;
    }

    /// <summary>Any other words about a person or a place, tidied in the same way.</summary>
    /// <param name="what">As it goes on after "The": "city".</param>
    public static string Text(string what, string text, int most)
    {
        var tidy = Spaces().Replace(text.Normalize(NormalizationForm.FormC), " ").Trim();
        if (tidy.Length > most)
            throw new RuleBroken("text-too-long", $"The {what} may have at most {most} characters.");
        if (tidy.EnumerateRunes().Any(IsInvisible))
            throw new RuleBroken("text-unreadable", $"The {what} contains characters that cannot be seen. Type it again instead of pasting it.");
        return tidy;
    }

    /// <summary>From when until when something holds; either may be open.</summary>
    public static void RequireOrder(LocalDate? from, LocalDate? until)
    {
        if (from > until)
            throw new RuleBroken("period-reversed", $"It would end on {until?.ToIso()}, before it begins on {from?.ToIso()}. Correct one of the two days.");
    }

    public static void RequireName(string givenNames, string familyName)
    {
        if (!$"{givenNames}{familyName}".Any(char.IsLetter))
            throw new RuleBroken("name-missing", "Enter a name.");
    }

    public static LocalDate BirthDate(LocalDate date, LocalDate today)
    {
        if (date > today)
            throw new RuleBroken("birth-date-in-the-future", $"The birth date {date.ToIso()} is in the future.");
        if (date < today.PlusYears(-OldestAge))
            throw new RuleBroken("birth-date-too-long-ago", $"The birth date {date.ToIso()} is more than {OldestAge} years ago.");
        return date;
    }

    public static LocalDate DiedOn(LocalDate date, LocalDate? born, LocalDate today)
    {
        if (date > today)
            throw new RuleBroken("died-in-the-future", $"The day of death {date.ToIso()} is in the future.");
        if (date < born)
            throw new RuleBroken("died-before-birth", $"The day of death {date.ToIso()} is before the birth date {born?.ToIso()}. Correct one of the two.");
        return date;
    }

    /// <summary>The day it is where the day begins first: someone born this morning in Auckland is not from the future.</summary>
    public static LocalDate LatestDay(Instant now) => now.WithOffset(Offset.FromHours(14)).Date;

    public static string Gender(string text) => Genders.Contains(text)
        ? text
        : throw new Malformed("administrative_gender", "The gender must be male, female, other or unknown.");

    public static string Email(string text)
    {
        var email = text.Trim();
        if (email.Length == 0)
            return "";
        return email.Length <= 254 && EmailShape().IsMatch(email) && MailAddress.TryCreate(email, out _)
            ? email
            : throw new RuleBroken("email-unreadable", "That is not an e-mail address. It looks like name@example.org.");
    }

    public static string Phone(string text)
    {
        var phone = Spaces().Replace(text, " ").Trim();
        if (phone.Length == 0)
            return "";
        return phone.Length <= 40 && phone.Count(char.IsAsciiDigit) >= 3 && PhoneShape().IsMatch(phone)
            ? phone
            : throw new RuleBroken("phone-unreadable", "That is not a telephone number. Use digits, spaces, and + ( ) - . / x.");
    }

    public static string Language(string text)
    {
        var language = text.Trim();
        return language.Length == 0 || LanguageShape().IsMatch(language)
            ? language
            : throw new RuleBroken("language-unknown", "That is not a language tag. It looks like en or pt-BR.");
    }

    // Format characters hide text and turn its direction; the two joiners are part of how Persian and Indic names are written.
    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Format => rune.Value is not (0x200C or 0x200D),
        UnicodeCategory.Control or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned => true,
        _ => false,
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"^[^\s@<>""(),;:\\\[\]\p{C}]+@[^\s@<>""(),;:\\\[\]\p{C}]+$")]
    private static partial Regex EmailShape();

    [GeneratedRegex(@"^[0-9+(][0-9 ().\-/+xX#*,;]*$")]
    private static partial Regex PhoneShape();

    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}$")]
    private static partial Regex LanguageShape();
}
