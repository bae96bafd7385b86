using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Web.Pages.Records;

/// <summary>Where pages about a record lead. Addresses carry ids and what a measurement is coded as, never a value or a name.</summary>
internal static class RecordLinks
{
    public static string Trend(string patient, Coding coding) =>
        "/records/trend" + QueryString.Create(new Dictionary<string, string?> { ["patientId"] = patient, ["system"] = coding.System, ["code"] = coding.Code });
}
