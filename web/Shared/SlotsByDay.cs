using Google.Protobuf.WellKnownTypes;
using NodaTime;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Times;

namespace PracticeAspire.Web.Shared;

/// <summary>Free times as people choose them: by day, then by who and where.</summary>
internal sealed record SlotsByDay(LocalDate Day, IReadOnlyList<SlotsOfOne> Rows)
{
    public static IReadOnlyList<SlotsByDay> From(IEnumerable<Slot> slots, Names names, IReadOnlyList<Location> locations) =>
        [.. slots.GroupBy(s => s.Start.In(s.Zone).Date).OrderBy(d => d.Key).Select(d => new SlotsByDay(d.Key,
            [.. d.GroupBy(s => (s.PractitionerId, s.LocationId)).Select(g => new SlotsOfOne(
                names.Of(g.Key.PractitionerId, "Practitioner"),
                locations.Count > 1 ? locations.FirstOrDefault(l => l.Id == g.Key.LocationId)?.Name : null,
                [.. g.OrderBy(s => s.Start)]))]))];
}

internal sealed record SlotsOfOne(string Who, string? Where, IReadOnlyList<Slot> Slots);

/// <summary>A slot as a button's value, with the id its appointment will have: pressing twice books once.</summary>
internal sealed record ChosenSlot(string AppointmentId, string PractitionerId, string LocationId, Timestamp Start)
{
    public static string Offer(Slot slot) => new ChosenSlot(Guid.CreateVersion7().ToString(), slot.PractitionerId, slot.LocationId, slot.Start).ToString();

    public static ChosenSlot? Parse(string? text) =>
        text?.Split('|') is [var id, var practitioner, var location, var start] && Guid.TryParse(id, out _) && long.TryParse(start, out var seconds)
        && seconds is > 0 and < 253402300799
            ? new(id, practitioner, location, new Timestamp { Seconds = seconds })
            : null;

    public override string ToString() => $"{AppointmentId}|{PractitionerId}|{LocationId}|{Start.Seconds}";
}
