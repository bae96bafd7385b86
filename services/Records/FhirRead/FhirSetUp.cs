using PracticeAspire.Records.FhirImport;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.FhirRead;

/// <summary>Records as FHIR R4: bundles in by gRPC, resources out at /fhir on the HTTP port.</summary>
internal static class FhirSetUp
{
    public static void AddFhir(this WebApplicationBuilder builder)
    {
        builder.Services.AddDaprGrpcClient<Users.Contracts.FhirImport.FhirImportClient>(AppNames.Users);
        builder.Services.AddScoped<IdentifyPatients>();
        builder.Services.AddScoped<TakeOver>();
    }

    public static void MapFhir(this WebApplication app)
    {
        app.MapGrpcService<RecordImportService>();
    }
}
