using PracticeAspire.Records.Contracts;
using PracticeAspire.Web.Shared;

namespace PracticeAspire.Web.Tests;

/// <summary>How what was measured, and since when something is so, reads in a record.</summary>
public sealed class MeasurementWordsTests
{
    [Theory]
    [InlineData("166.0913577441788", "166.09")]
    [InlineData("123.58335972272238", "123.58")]
    [InlineData("-1.0000001", "-1")]
    [InlineData("0.00123456", "0.00123")]
    [InlineData("36.80", "36.80")]
    [InlineData("0.0125", "0.0125")]
    [InlineData("140", "140")]
    [InlineData("< 5", "< 5")]
    public void Digits_that_only_a_program_worked_out_are_not_shown(string value, string shown) => Assert.Equal(shown, MeasurementWords.Figure(new Quantity { Value = value }));

    [Theory]
    [InlineData("2016-03-16T20:15:35+00:00", "active · since 2016-03-16")]
    [InlineData("2016-03", "active · since 2016-03")]
    [InlineData("as a child", "active · since as a child")]
    public void A_problem_began_on_a_day_and_not_at_a_second(string onset, string line) =>
        Assert.Equal(line, EntryWords.Line(new Entry { Content = new() { Problem = new() { ClinicalStatus = "active", Onset = onset } } }));
}
