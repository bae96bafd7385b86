using Google.Protobuf;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.FhirExport;

internal sealed class FhirExportService(UsersDb db, AuditLog audit, IClock clock, TimeProvider time) : Contracts.FhirExport.FhirExportBase
{
    private const int PartSize = 64 * 1024;

    public override async Task ExportPerson(ExportPersonRequest request, IServerStreamWriter<ExportedPart> responseStream, ServerCallContext context)
    {
        var (caller, ct) = (context.Caller(), context.CancellationToken);
        var id = request.Id.ToId("id");
        if (caller.PersonId != id && !caller.May(Permissions.ExportPeople))
            throw new NotAllowed("You can export what is known of yourself only.");

        context.RequireFreshProof(time);
        var person = await db.People.AsNoTracking().Include(p => p.Identifiers).SingleOrDefaultAsync(p => p.Id == id && p.MergedInto == null, ct) ?? throw new NotFound();
        var known = await KnownOfPerson.LoadAsync(db, person, ct);
        var json = BundleOfPerson.Write(known, clock.GetCurrentInstant());

        // Before the first byte leaves, so that nobody has it without it being known.
        await audit.WriteAsync(context.Audited("person.exported", id), ct);
        for (var at = 0; at < json.Length; at += PartSize)
            await responseStream.WriteAsync(new ExportedPart { Json = ByteString.CopyFrom(json.AsSpan(at, Math.Min(PartSize, json.Length - at))) }, ct);
    }
}
