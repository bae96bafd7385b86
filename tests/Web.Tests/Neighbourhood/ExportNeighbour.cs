using Google.Protobuf;
using Grpc.Core;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Web.Tests.Neighbourhood;

/// <summary>Gives a file in two parts, and nobody what is not theirs.</summary>
internal sealed class ExportNeighbour(World world) : FhirExport.FhirExportBase
{
    public override async Task ExportPerson(ExportPersonRequest request, IServerStreamWriter<ExportedPart> responseStream, ServerCallContext context)
    {
        if (world.SigningIn.Id != request.Id && !world.SigningIn.Roles.Contains(Roles.Receptionist))
            throw new Refusal(RefusalKind.NotAllowed, "You can export what is known of yourself only.").ToRpcException();
        foreach (var part in (string[])["{ \"resourceType\": ", "\"Bundle\" }"])
            await responseStream.WriteAsync(new() { Json = ByteString.CopyFromUtf8(part) });
    }
}
