using Grpc.Core;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.Patients;

internal sealed partial class PatientsService
{
    public override async Task<PatientDetails> GetPatient(GetPatientRequest request, ServerCallContext context) =>
        (await PatientAsync(request.Id, "id", context.CancellationToken)).ToDetailsReply();
}
