namespace PracticeAspire.Web.Pages.Records;

/// <summary>Where pages about a record lead. Addresses carry ids only: what is measured already says what somebody may have.</summary>
internal static class RecordLinks
{
    /// <param name="nth">Which measurement of the entry, counted from 0.</param>
    public static string Trend(string patient, string entry, int nth) => $"/records/trend?patientId={patient}&entryId={entry}&nth={nth}";
}
