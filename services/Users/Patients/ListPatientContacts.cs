using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.Patients;

internal sealed partial class PatientsService
{
    public override async Task<ListPatientContactsReply> ListPatientContacts(ListPatientContactsRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var patient = await PatientAsync(request.PatientId, "patient_id", ct);
        var today = clock.GetCurrentInstant().InUtc().Date;
        var contacts = (await ContactsOf(patient.Id).AsNoTracking().ToListAsync(ct))
            .OrderByDescending(c => c.IsCurrent(today)).ThenByDescending(c => c.Relationships.Contains(Relationships.EmergencyContact))
            .ThenBy(c => People.NameSearch.SortNameOf(c.FamilyName, c.GivenNames), StringComparer.Ordinal).ThenBy(c => c.Id);
        return new ListPatientContactsReply { Contacts = { contacts.Select(c => c.ToReply(patient.Id, today)) } };
    }
}
