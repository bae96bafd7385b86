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
        builder.Services.AddScoped<FhirAnswers>();
        builder.Services.AddScoped<ReadResource>();
        builder.Services.AddScoped<ReadBinary>();
        builder.Services.AddScoped<SearchResources>();
    }

    public static void MapFhir(this WebApplication app)
    {
        app.MapGrpcService<RecordImportService>();
        app.MapGet("/fhir/metadata", (HttpContext http, FhirAnswers answers) =>
            answers.AnswerAsync(http, () => Task.FromResult(Capabilities.Of(http))));
        app.MapGet("/fhir/Patient/{id}/$everything", (string id, HttpContext http, SearchResources search, FhirAnswers answers) =>
            answers.AnswerAsync(http, () => search.EverythingAsync(id, http)));
        app.MapGet("/fhir/Binary/{id}", (string id, HttpContext http, ReadBinary read, FhirAnswers answers) =>
            answers.AnswerAsync(http, () => read.ReadAsync(id, http)));
        app.MapGet("/fhir/{type}", (string type, HttpContext http, SearchResources search, FhirAnswers answers) =>
            answers.AnswerAsync(http, () => search.OfTypeAsync(type, http)));
        app.MapGet("/fhir/{type}/{id}", (string type, string id, HttpContext http, ReadResource read, FhirAnswers answers) =>
            answers.AnswerAsync(http, () => read.ReadAsync(type, id, http)));
    }
}
