using NodaTime;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.Web.Shared;

namespace PracticeAspire.Web.Tests;

public sealed class WeekTests
{
    [Fact]
    public void A_visit_stands_at_the_time_the_clock_shows_where_it_is()
    {
        var ten = Instant.FromUtc(2026, 3, 4, 15, 0); // 10:00 in New York, 09:00 in Chicago
        var visits = TimeGridColumn.VisitsOn(
            new LocalDate(2026, 3, 4), [Visit(ten, "America/New_York"), Visit(ten, "America/Chicago")], a => a.Zone, ten);

        Assert.Equal([10 * 12, 9 * 12], visits.OrderBy(v => v.Title == "America/Chicago").Select(v => v.At));
    }

    private static Appointment Visit(Instant start, string zone) => new()
    {
        Zone = zone,
        Start = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(start.ToDateTimeOffset()),
        End = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset((start + Duration.FromMinutes(30)).ToDateTimeOffset()),
    };
}
