using NodaTime;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.Tests.People;

public sealed class PatientQueryTests
{
    [Theory]
    [InlineData("1987-06-14", "1987-06-14")]
    [InlineData("1987/6/14", "1987-06-14")]
    [InlineData("14.06.1987", "1987-06-14")]
    [InlineData("4.6.1987", "1987-06-04")]
    [InlineData("06/14/1987", "1987-06-14")]
    [InlineData("14/06/1987", "1987-06-14")]
    [InlineData("14-06-1987", "1987-06-14")]
    [InlineData("04/06/1987", "1987-04-06 1987-06-04")]
    [InlineData("06/06/1987", "1987-06-06")]
    [InlineData("31.02.1987", "")]
    [InlineData("00/00/1987", "")]
    [InlineData("2025-02-29", "")]
    [InlineData("0000-01-01", "")]
    public void Reads_days_as_they_are_written_and_both_ways_where_they_are(string typed, string means)
    {
        var query = PatientQuery.Of(typed);
        Assert.Equal(means, string.Join(' ', Assert.Single(query.BirthDates).Select(day => day.ToString("uuuu-MM-dd", null))));
        Assert.Empty(query.Phones);
        Assert.Empty(query.Names);
    }

    [Theory]
    [InlineData("+1 (555) 013-4477", "15550134477", "")]
    [InlineData("4477", "4477", "")]
    [InlineData("smith 013-44", "01344", "smith")]
    [InlineData("01 34 47 7 smith", "0134477", "smith")]
    [InlineData("0171 5550134", "1715550134", "")]
    [InlineData("smith 0134 jo", "0134", "smith jo")]
    [InlineData("smith 555", "", "smith 555")]
    [InlineData("hoeger456", "", "hoeger456")]
    [InlineData("Müller, Jö", "", "muller jo")]
    [InlineData("5550134 anna 5550199", "5550134 5550199", "anna")]
    public void Tells_numbers_from_names(string typed, string phones, string names)
    {
        var query = PatientQuery.Of(typed);
        Assert.Equal((phones, names), (string.Join(' ', query.Phones), string.Join(' ', query.Names)));
        Assert.Empty(query.BirthDates);
    }

    [Fact]
    public void Takes_all_of_them_at_once_in_any_order()
    {
        var query = PatientQuery.Of("jo 1987-06-14 smi 5550134");
        Assert.Equal(new LocalDate(1987, 6, 14), Assert.Single(Assert.Single(query.BirthDates)));
        Assert.Equal(["5550134"], query.Phones);
        Assert.Equal(["jo", "smi"], query.Names);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" , ")]
    [InlineData("% _ --")]
    public void Signs_alone_ask_for_nobody(string typed) => Assert.True(PatientQuery.Of(typed).AsksForNobody);
}
