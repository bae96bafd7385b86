using PracticeAspire.Users.FhirExport;
using PracticeAspire.Users.FhirImport;
using PracticeAspire.Users.Patients;
using PracticeAspire.Users.Proxies;

namespace PracticeAspire.Users.People;

internal static class DirectorySetUp
{
    public static void MapDirectory(this WebApplication app)
    {
        app.MapGrpcService<PeopleService>();
        app.MapGrpcService<ProxiesService>();
        app.MapGrpcService<PatientsService>();
        app.MapGrpcService<FhirImportService>();
        app.MapGrpcService<FhirExportService>();
    }
}
