using NodaTime;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.Tests.People;

public sealed class LikenessTests
{
    private static readonly KnownFacts Jonas = new("Jonas Karl", "Müller", new LocalDate(1987, 6, 14), "491715550134");

    [Theory]
    [InlineData("Jonas Karl", "Mueller", "1987-06-14", "", "Similar name; Same birth date")]
    [InlineData("Jonas Karl", "Muller", "1987-06-14", "", "Same name; Same birth date")]
    [InlineData("jonas karl", "MÜLLER", "1987-06-14", "01715550134", "Same name; Same birth date; Same telephone number")]
    [InlineData("Müller", "Jonas Karl", "1987-06-14", "", "Given and family name swapped; Same birth date")]
    [InlineData("Mülelr", "Jonas", "1987-06-14", "", "Similar name, given and family name swapped; Same birth date")]
    [InlineData("Jonas", "Müller", "1987-06-14", "", "Similar name; Same birth date")]
    [InlineData("J.", "Müller", "1987-06-14", "", "Similar name; Same birth date")]
    [InlineData("Jnoas", "Müller", "1987-06-14", "", "Similar name; Same birth date")]
    [InlineData("Jonas", "Müller-Lüdenscheid", "1987-06-14", "", "")]
    [InlineData("Jonas Karl", "Müller", "1987-06-15", "+49 171 5550134", "Same name; Same telephone number")]
    [InlineData("Jonas Karl", "Müller", "", "0171/5550134", "Same name; Same telephone number")]
    [InlineData("Jonas Karl", "Müller", "1987-06-15", "0171 5550135", "")]
    [InlineData("Anna", "Müller", "1987-06-14", "01715550134", "")]
    [InlineData("Jonas Karl", "Schmidt", "1987-06-14", "", "")]
    [InlineData("", "Müller", "1987-06-14", "", "")]
    public void Says_why_two_records_may_be_one_person(string given, string family, string birthDate, string phone, string reasons)
    {
        var day = birthDate.Length == 0 ? (LocalDate?)null : NodaTime.Text.LocalDatePattern.Iso.Parse(birthDate).Value;
        var other = new KnownFacts(given, family, day, string.Concat(phone.Where(char.IsAsciiDigit)));

        var likeness = Likeness.Of(Jonas, other);

        Assert.Equal(reasons, string.Join("; ", likeness.Reasons));
        Assert.Equal(reasons.Length > 0, likeness.Score > 0);
        Assert.Equal(likeness.Score, Likeness.Of(other, Jonas).Score);
    }

    [Fact]
    public void Is_greater_the_more_is_the_same()
    {
        int[] scores =
        [
            Likeness.Of(Jonas, Jonas).Score,
            Likeness.Of(Jonas, Jonas with { PhoneDigits = "" }).Score,
            Likeness.Of(Jonas, Jonas with { PhoneDigits = "", GivenNames = "Müller", FamilyName = "Jonas Karl" }).Score,
            Likeness.Of(Jonas, Jonas with { PhoneDigits = "", GivenNames = "Jonas" }).Score,
            Likeness.Of(Jonas, Jonas with { BirthDate = null }).Score,
        ];
        Assert.Equal(100, scores[0]);
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.Equal(scores.Length, scores.Distinct().Count());
    }

    [Theory]
    [InlineData("Li", "Lu")]
    [InlineData("Ann", "Ana")]
    [InlineData("Jonas", "Jasen")]
    public void Short_names_that_differ_are_different(string one, string other) =>
        Assert.Equal(0, Likeness.Of(Jonas with { GivenNames = one }, Jonas with { GivenNames = other }).Score);

    [Fact]
    public void Two_letters_that_changed_places_are_one_slip() =>
        Assert.Equal("Similar name", Likeness.Of(Jonas with { GivenNames = "Tomasz" }, Jonas with { GivenNames = "Tomsaz" }).Reasons[0]);
}
