using CsCheck;
using Grpc.Core;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Reporting.Contracts;
using PracticeAspire.Tests;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Reporting.Tests;

public sealed class RebuildTests(ReportingHost host) : IClassFixture<ReportingHost>
{
    [Fact]
    public async Task Ends_with_the_tables_there_were_and_readers_never_see_less()
    {
        _ = host.Services;
        var histories = History.Any.Where(h => h.Events.Count > 60).Array[60].Single();
        var (stays, goes) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var events = histories.SelectMany(h => h.Events)
            .Append(new(goes, 2, new PatientsMerged(stays, goes, 2, DateTimeOffset.UnixEpoch))).ToList();
        await host.Source.PublishAsync(events.Select(Publish));
        await Eventually.Is(host.CountAppliedAsync, applied => applied == events.Count, $"{events.Count} events to be fetched from the log");
        var before = await host.TablesAsync();

        using (var brokenOff = host.ReportsForAdministrator.Rebuild(new()))
            Assert.True(await brokenOff.ResponseStream.MoveNext(CancellationToken.None));
        await Task.WhenAll(RebuildAsync(events.Count), LookAsync(before));

        Assert.Equal(before, await host.TablesAsync());
        foreach (var history in histories)
            Assert.Equal(history.CountedByHand().Order(StringComparer.Ordinal), (await host.FiguresAsync(history.Practitioners)).Order(StringComparer.Ordinal));
    }

    private async Task RebuildAsync(int events)
    {
        RebuildProgress? last = null;
        using var call = host.ReportsForAdministrator.Rebuild(new());
        await foreach (var progress in call.ResponseStream.ReadAllAsync())
        {
            Assert.True(last is null || progress.EventsDone > last.EventsDone);
            last = progress;
        }

        Assert.Equal((events, events), (last!.EventsDone, last.EventsTotal));
    }

    private async Task LookAsync(List<string> before)
    {
        for (var look = 0; look < 20; look++)
            Assert.Equal(before.Count, (await host.TablesAsync()).Count);
    }

    private static Action<ServiceDb> Publish(Happening happening) => happening.Fact switch
    {
        AppointmentBooked booked => db => db.Publish(booked),
        AppointmentRescheduled rescheduled => db => db.Publish(rescheduled),
        AppointmentCancelled cancelled => db => db.Publish(cancelled),
        AppointmentMissed missed => db => db.Publish(missed),
        WorkingDayPlanned planned => db => db.Publish(planned),
        PatientsMerged merged => db => db.Publish(merged),
        _ => throw new ArgumentException("Nobody publishes this.", nameof(happening)),
    };
}
