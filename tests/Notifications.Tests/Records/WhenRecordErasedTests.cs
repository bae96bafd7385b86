using PracticeAspire.Records.Contracts;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Notifications.Tests.Records;

public sealed class WhenRecordErasedTests(NotificationsHost host) : IClassFixture<NotificationsHost>
{
    private DateTimeOffset Now => host.Clock.GetCurrentInstant().ToDateTimeOffset();

    [Fact]
    public async Task Nothing_is_left_of_who_asked_to_see_the_record_or_opened_it()
    {
        var (asking, other) = (host.Ask(), host.Ask());
        var guardian = await host.AppointAsync(asking.Patient, "records");
        Guid[] events =
        [
            await host.HearAsync(asking.Requested(Now)),
            await host.HearAsync(asking.Granted(asking.Patient, Now.AddDays(1), Now)),
            await host.HearAsync(asking.Broken(Now)),
        ];
        await host.HearAsync(other.Requested(Now));

        await host.HearAsync(new RecordErased(asking.Patient, 7, Now));

        Assert.Empty(await host.NoticesOfAsync(asking.Patient));
        Assert.Empty(await host.NoticesOfAsync(asking.Doctor));
        Assert.Empty(await host.NoticesOfAsync(guardian));
        foreach (var table in new[] { "record_news", "notice", "delivery", "reviewers_to_tell" })
            Assert.Equal(0L, await host.Sql.CountAsync($"{table} WHERE event_id IN ({string.Join(", ", events.Select(e => $"'{e}'"))})"));
        Assert.Single(await host.NoticesOfAsync(other.Patient));
    }

    [Fact]
    public async Task What_was_told_of_a_record_that_was_merged_into_it_is_gone_too()
    {
        var (asking, survivor) = (host.Ask(), Guid.CreateVersion7());
        await host.HearAsync(asking.Requested(Now));
        await host.HearAsync(new PatientsMerged(survivor, asking.Patient, 2, Now));

        await host.HearAsync(new RecordErased(survivor, 7, Now));

        Assert.Empty(await host.NoticesOfAsync(asking.Patient));
    }

    [Fact]
    public async Task News_from_before_that_comes_after_it_is_not_told_any_more()
    {
        var asking = host.Ask();
        await host.HearAsync(new RecordErased(asking.Patient, 7, Now));

        var requested = await host.HearAsync(asking.Requested(Now));
        var broken = await host.HearAsync(asking.Broken(Now));

        Assert.Empty(await host.NoticesOfAsync(asking.Patient));
        Assert.Equal(0L, await host.Sql.CountAsync($"record_news WHERE event_id IN ('{requested}', '{broken}')"));
    }

    [Fact]
    public async Task What_happens_to_a_record_that_was_begun_again_is_told()
    {
        var asking = host.Ask();
        await host.HearAsync(new RecordErased(asking.Patient, 7, Now.AddSeconds(-1)));

        await host.HearAsync(asking.Requested(Now));

        Assert.Single(await host.NoticesOfAsync(asking.Patient));
    }
}
