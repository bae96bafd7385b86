using CsCheck;
using PracticeAspire.Appointments.Contracts;

namespace PracticeAspire.Reporting.Tests.Appointments;

public sealed class FiguresTests(ReportingHost host) : IClassFixture<ReportingHost>
{
    [Fact]
    public async Task Equal_a_count_by_hand_in_any_order_and_however_often_events_come()
    {
        var services = host.Services;
        var mixed = History.Any.SelectMany(history => Gen.Select(
            Gen.Shuffle(history.Events.Concat(history.Events.Where((_, i) => i % 3 == 0)).ToArray()), Gen.Int[1, 40]).Select((events, size) => (history, events, size)));

        await mixed.SampleAsync(
            async run =>
            {
                foreach (var batch in run.events.Chunk(run.size))
                    await services.HandAsync(batch);

                Assert.Equal(run.history.CountedByHand().Order(StringComparer.Ordinal), (await host.FiguresAsync(run.history.Practitioners)).Order(StringComparer.Ordinal));
            },
            iter: 150,
            threads: 2);
    }

    [Fact]
    public async Task Equal_a_count_by_hand_when_all_topics_are_delivered_at_once()
    {
        _ = host.Services;
        var history = History.Any.Where(h => h.Events.Count > 60).Single();

        await Parallel.ForEachAsync(history.Events.Reverse(), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (happening, _) => await (happening.Fact switch
        {
            AppointmentBooked booked => host.HearAsync(booked),
            AppointmentRescheduled rescheduled => host.HearAsync(rescheduled),
            AppointmentCancelled cancelled => host.HearAsync(cancelled),
            AppointmentMissed missed => host.HearAsync(missed),
            WorkingDayPlanned planned => host.HearAsync(planned),
            _ => throw new InvalidOperationException("No one listens to this."),
        }));

        Assert.Equal(history.CountedByHand().Order(StringComparer.Ordinal), (await host.FiguresAsync(history.Practitioners)).Order(StringComparer.Ordinal));
    }
}
