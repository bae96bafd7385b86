using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Events.Contracts;
using PracticeAspire.Reporting.Appointments;
using PracticeAspire.Reporting.WorkingDays;

namespace PracticeAspire.Reporting.Tests;

/// <summary>What happens in a practice: some practitioners over a few days that hold a clock change, everything in the order it happened.</summary>
internal sealed record History(IReadOnlyList<Happening> Events, IReadOnlyList<Guid> Practitioners)
{
    private const string Zone = "America/New_York";
    private static readonly DateTimeOffset Monday = new(2026, 3, 6, 14, 0, 0, TimeSpan.Zero);
    private static readonly Guid Location = Guid.CreateVersion7();

    private static readonly Gen<Step> Step = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[0, 5], Gen.Int[0, 47], Gen.Bool)
        .Select((kind, practitioner, day, slot, late) => new Step(kind, practitioner, day, slot, late));

    private static readonly Gen<Step[][]> Appointments = Step.Array[1, 5].Array[0, 25];
    private static readonly Gen<(int Practitioner, int Day, int Minutes)[]> Plans = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 5], Gen.Int[0, 4]).Array[0, 20];

    public static Gen<History> Any { get; } = Gen.Select(Appointments, Plans).Select((appointments, plans) => Write(appointments, plans));

    /// <summary>What a person with all events and much patience would count, as the tables should show it.</summary>
    public List<string> CountedByHand()
    {
        var figures = new SortedDictionary<(LocalDate Day, Guid Practitioner), int[]>();
        foreach (var newest in Newest(e => e is not WorkingDayPlanned))
        {
            var facts = FactsOf(newest);
            var day = Instant.FromDateTimeOffset(facts.Start).InZone(DateTimeZoneProviders.Tzdb[Zone]).Date;
            var cancelled = newest is AppointmentCancelled;
            Add(day, facts.PractitionerId, cancelled ? 0 : (int)(facts.End - facts.Start).TotalMinutes, 0, cancelled ? 0 : 1, cancelled ? 1 : 0, newest is AppointmentMissed ? 1 : 0);
        }

        foreach (var newest in Newest(e => e is WorkingDayPlanned).Cast<WorkingDayPlanned>())
            Add(LocalDate.FromDateOnly(newest.Day), newest.PractitionerId, 0, newest.Minutes, 0, 0, 0);

        return [.. figures.Where(f => f.Value.Any(n => n != 0)).Select(f => $"{f.Key.Day:uuuu-MM-dd} {f.Key.Practitioner} {string.Join(' ', f.Value)}")];

        void Add(LocalDate day, Guid practitioner, params int[] numbers)
        {
            var known = figures.GetValueOrDefault((day, practitioner)) ?? new int[5];
            figures[(day, practitioner)] = [.. known.Zip(numbers, (a, b) => a + b)];
        }
    }

    private IEnumerable<object> Newest(Func<object, bool> which) =>
        Events.Where(e => which(e.Fact)).GroupBy(e => e.Id).Select(g => g.MaxBy(e => e.Version)!.Fact);

    private static AppointmentFacts FactsOf(object fact) => fact switch
    {
        AppointmentBooked booked => booked.Appointment,
        AppointmentRescheduled rescheduled => rescheduled.Appointment,
        AppointmentCancelled cancelled => cancelled.Appointment,
        AppointmentMissed missed => missed.Appointment,
        _ => throw new ArgumentException("Not of an appointment.", nameof(fact)),
    };

    private static History Write(Step[][] appointments, (int Practitioner, int Day, int Minutes)[] plans)
    {
        Guid[] practitioners = [Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];
        var events = new List<Happening>();
        foreach (var steps in appointments)
        {
            var id = Guid.CreateVersion7();
            var facts = At(practitioners, steps[0]);
            events.Add(new(id, 1, new AppointmentBooked(id, 1, facts, Guid.Empty, facts.Start)));
            var version = 1;
            foreach (var step in steps.Skip(1))
            {
                version++;
                var previous = facts;
                facts = step.Kind is 0 or 1 ? At(practitioners, step) : facts;
                events.Add(new(id, version, step.Kind switch
                {
                    2 => new AppointmentCancelled(id, version, facts, step.Late, Guid.Empty, facts.Start),
                    3 => new AppointmentMissed(id, version, facts, Guid.Empty, facts.Start),
                    _ => new AppointmentRescheduled(id, version, facts, previous.Start, previous.End, Guid.Empty, facts.Start),
                }));
            }
        }

        var days = new Dictionary<(int, int), (Guid Id, int Version)>();
        foreach (var (practitioner, day, minutes) in plans)
        {
            var known = days.GetValueOrDefault((practitioner, day), (Id: Guid.CreateVersion7(), Version: 0));
            days[(practitioner, day)] = known = (known.Id, known.Version + 1);
            var date = DateOnly.FromDateTime(Monday.UtcDateTime).AddDays(day);
            events.Add(new(known.Id, known.Version, new WorkingDayPlanned(
                known.Id, known.Version, practitioners[practitioner], Location, date, minutes * 120, Monday)));
        }

        return new(events, practitioners);
    }

    private static AppointmentFacts At(Guid[] practitioners, Step step)
    {
        var start = Monday.AddDays(step.Day).AddMinutes(30 * step.Slot);
        return new(Guid.CreateVersion7(), practitioners[step.Practitioner], Location, Guid.CreateVersion7(), "Check-up", start, start.AddMinutes(15 + (15 * step.Kind)), Zone);
    }
}

/// <summary>An event; its type is one of the records that the service listens to.</summary>
internal sealed record Happening(Guid Id, long Version, object Fact);

internal sealed record Step(int Kind, int Practitioner, int Day, int Slot, bool Late);

internal static class Handing
{
    /// <summary>Hands events to the subscribers, one transaction for the lot.</summary>
    public static async Task HandAsync(this IServiceProvider services, IEnumerable<Happening> events)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ReportingDb>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var batch = events.Select(e => e.Fact).ToList();
        await To<WhenAppointmentBooked, AppointmentBooked>();
        await To<WhenAppointmentRescheduled, AppointmentRescheduled>();
        await To<WhenAppointmentCancelled, AppointmentCancelled>();
        await To<WhenAppointmentMissed, AppointmentMissed>();
        await To<WhenWorkingDayPlanned, WorkingDayPlanned>();
        await transaction.CommitAsync();

        async Task To<TSubscriber, TEvent>()
            where TSubscriber : ISubscriber<TEvent>
            where TEvent : IEvent
        {
            var received = batch.OfType<TEvent>().Select(e => new Received<TEvent>(Guid.CreateVersion7(), 1, DateTimeOffset.UnixEpoch, e)).ToList();
            if (received.Count > 0)
                await scope.ServiceProvider.GetRequiredService<TSubscriber>().Handle(received, CancellationToken.None);
        }
    }

    /// <summary>The figures of some practitioners, written as <see cref="History.CountedByHand"/> does.</summary>
    public static async Task<List<string>> FiguresAsync(this ReportingHost host, IReadOnlyList<Guid> practitioners)
    {
        await using var command = host.Sql.CreateCommand(
            """
            SELECT concat_ws(' ', day, practitioner_id, booked_minutes, working_minutes, appointments, cancelled, no_shows)
            FROM day_utilisation WHERE practitioner_id = ANY($1) ORDER BY day, practitioner_id::text
            """);
        command.Parameters.Add(new() { Value = practitioners.ToArray() });
        await using var reader = await command.ExecuteReaderAsync();
        var figures = new List<string>();
        while (await reader.ReadAsync())
            figures.Add(reader.GetString(0));
        return figures;
    }
}
