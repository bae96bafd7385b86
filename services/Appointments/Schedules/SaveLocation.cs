using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Appointments.Schedules;

internal sealed partial class SchedulesService
{
    /// <summary>Creates or changes a location. Rooms are added and renamed; one that is left out stays, because appointments may be in it.</summary>
    public override async Task<Contracts.Location> SaveLocation(SaveLocationRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var asked = request.Location ?? throw new Malformed("location", "Say which location to save.");
        var (id, name) = (asked.Id.ToId("id"), asked.Name.ToText("name", 200));
        if (name.Length == 0)
            throw new Malformed("name", "A location needs a name.");
        Zones.Of(asked.Zone);
        var opening = Parse(asked.OpeningHours);
        var rooms = asked.Rooms.Select(r => (Id: r.Id.ToId("rooms.id"), Name: r.Name.ToText("rooms.name", 100))).ToList();

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var location = await db.Locations.Include(l => l.Rooms).SingleOrDefaultAsync(l => l.Id == id, ct);
        if (location is null)
            db.Locations.Add(location = new Location { Id = id, Name = name, Zone = asked.Zone });
        (location.Name, location.Zone, location.OpeningHours) = (name, asked.Zone, opening);
        foreach (var room in rooms)
        {
            if (location.Rooms.Find(r => r.Id == room.Id) is { } known)
                known.Name = room.Name;
            else
                db.Add(new Room { Id = room.Id, LocationId = id, Name = room.Name });
        }

        await db.SaveOrRefuse(ct);
        await ScheduleBooks.ChangedAsync(db, ct);
        await transaction.CommitAsync(ct);
        return ToReply((await books.CurrentAsync(ct)).Location(id));
    }
}
