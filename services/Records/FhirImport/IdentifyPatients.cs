using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.FhirImport;

/// <summary>Who a bundle's patient is here. The users service says, by the rules by which it imports people.</summary>
internal sealed class IdentifyPatients(Users.Contracts.FhirImport.FhirImportClient users, ServiceToken own, ILogger<IdentifyPatients> log)
{
    private const int Largest = 3 * 1024 * 1024;

    /// <exception cref="RuleBroken">Nobody, or it is in doubt, or users cannot say now. The rest of the bundle goes on.</exception>
    public async Task<Guid> IdentifyAsync(ImportedPatient patient, CancellationToken ct)
    {
        if (patient.Json.Length > Largest)
            throw new RuleBroken("patient-too-large", $"It is larger than {Largest >> 20} MiB. Export it without a photograph.");

        try
        {
            // As the service: whom an identifier belongs to is not for whoever may import.
            var asService = new Metadata { { "authorization", $"Bearer {await own.GetAsync(ct)}" } };
            var found = await users.IdentifyPatientAsync(
                new() { FullUrl = patient.From.FullUrl ?? "", Resource = ByteString.CopyFrom(patient.Json) }, asService, cancellationToken: ct);
            return found.PersonId.ToId("person_id");
        }
        catch (RpcException refusal) when (refusal.StatusCode == StatusCode.FailedPrecondition)
        {
            throw new RuleBroken(Refusal.From(refusal).Code ?? "patient-unknown", refusal.Status.Detail);
        }
        catch (Exception failure) when (failure is RpcException or HttpRequestException or JsonException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            log.LogWarning("Users did not say who the patient of entry {Index} is: {Failure}", patient.From.Index, failure is RpcException { StatusCode: var status } ? status.ToString() : failure.GetType().Name);
            throw new RuleBroken("patient-not-asked", "Who this is could not be asked: the directory of people could not be reached or did not answer. Import the same bundle again.");
        }
    }
}
