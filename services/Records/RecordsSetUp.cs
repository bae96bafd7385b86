using PracticeAspire.Records.Access;
using PracticeAspire.Records.Entries;
using PracticeAspire.Records.Keys;
using PracticeAspire.Records.Ledger;

namespace PracticeAspire.Records;

/// <summary>What the record itself needs: keys, access, ledger.</summary>
internal static class RecordsSetUp
{
    public static void AddRecords(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<KeyDatabase>();
        builder.Services.AddSingleton<WrappingKeys>();
        builder.Services.AddSingleton<PatientKeys>();
        builder.Services.AddHostedService<SetUpKeys>();
        builder.Services.AddScoped<PatientRecords>();
        builder.Services.AddScoped<Standings>();
        builder.Services.AddSingleton<TellOfDamage>();
        builder.Services.AddGrpc(options => options.Interceptors.Add<TellOfDamage>());
    }
}
