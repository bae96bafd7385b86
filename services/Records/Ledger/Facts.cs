using Grpc.Core;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Access;
using PracticeAspire.Records.Entries;

namespace PracticeAspire.Records.Ledger;

/// <summary>What the ledger says of an access: ids and facts. Its lines are about a patient, so that the patient can be shown them.</summary>
internal static class Facts
{
    /// <summary>How far the record was; one that is behind it was put back.</summary>
    public const string Version = "record-version";

    public const string Basis = "basis";
    public const string By = "by";
    public const string Entry = "entry";
    public const string What = "what";

    /// <summary>The patient's record was read: one line a request, saved before the answer leaves.</summary>
    public static Audited Read(this HttpContext http, Standing standing, OpenRecord? record, string what, int shown) =>
        http.OnRecord("record.read", standing, record).With(What, what).With("shown", shown);

    /// <summary>Something was done to a patient's record.</summary>
    public static Audited OnRecord(this ServerCallContext context, string action, Standing standing, OpenRecord? record) =>
        context.GetHttpContext().OnRecord(action, standing, record);

    private static Audited OnRecord(this HttpContext http, string action, Standing standing, OpenRecord? record)
    {
        var act = http.Audited(action, standing.Patient).With(Basis, standing.Basis ?? "none");
        if (standing.By is { } by)
            act = act.With(By, by);
        if (standing.Basis == Access.Basis.Proxy)
            act = act with { OnBehalfOf = standing.Patient.ToString() };
        return record is null || record.Patient != standing.Patient ? act : act.With(Version, record.Version);
    }
}
