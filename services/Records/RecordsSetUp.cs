using Dapr.Client;
using PracticeAspire.Records.Access;
using PracticeAspire.Records.Attachments;
using PracticeAspire.Records.Charts;
using PracticeAspire.Records.Drafts;
using PracticeAspire.Records.Entries;
using PracticeAspire.Records.Erasure;
using PracticeAspire.Records.FhirRead;
using PracticeAspire.Records.Keys;
using PracticeAspire.Records.Ledger;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records;

/// <summary>What the record itself needs: keys, access, ledger.</summary>
internal static class RecordsSetUp
{
    public static void AddRecords(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<KeyDatabase>();
        builder.Services.AddSingleton<WrappingKeys>();
        builder.Services.AddSingleton<PatientKeys>();
        builder.Services.AddSingleton<Tombstones>();
        builder.Services.AddHostedService<SetUpKeys>();
        builder.Services.AddHostedService<RewrapKeys>();
        builder.Services.AddHostedService<FinishErasures>();
        builder.Services.AddHostedService<TellOfOverdueReviews>();
        builder.Services.AddScoped<PatientRecords>();
        builder.Services.AddScoped<Standings>();
        builder.Services.AddScoped<ReadRecords>();
        builder.Services.AddScoped<Segments>();
        builder.Services.AddScoped<OpenAttachments>();
        builder.Services.AddSingleton<RoomForUploads>();
        builder.AddFhir();
        builder.Services.AddSingleton(_ => Sidecar(builder.Configuration));
        builder.Services.AddSingleton<DraftStore>();
        builder.Services.AddSingleton<TellOfDamage>();
        builder.Services.AddGrpc(options => options.Interceptors.Add<TellOfDamage>());
    }

    private static DaprClient Sidecar(ConfigurationManager configuration)
    {
        var dapr = new DaprClientBuilder().UseGrpcEndpoint(DaprGrpcClients.SidecarAddress(configuration).ToString());
        return (configuration["DAPR_API_TOKEN"] is { Length: > 0 } token ? dapr.UseDaprApiToken(token) : dapr).Build();
    }
}
