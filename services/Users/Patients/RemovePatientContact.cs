using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.Patients;

internal sealed partial class PatientsService
{
    public override async Task<RemovePatientContactReply> RemovePatientContact(RemovePatientContactRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var id = request.Id.ToId("id");
        var patient = await PatientAsync(request.PatientId, "patient_id", ct);
        if (await ContactsOf(patient.Id).SingleOrDefaultAsync(c => c.Id == id, ct) is { } contact)
        {
            contact.RequireVersion(request.Version);
            db.RelatedPeople.Remove(contact);
            db.Audit(context.Audited("contact.removed", patient.Id).With("contact", id));
            await db.SaveOrRefuse(ct);
        }

        return new RemovePatientContactReply();
    }
}
