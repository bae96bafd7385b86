using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.FhirImport;

/// <summary>What became of a bundle's entries, kind by kind, and what was refused and why.</summary>
internal sealed class ReportByKind(IEnumerable<string> kinds)
{
    private const int MostListed = 5_000;

    private readonly Dictionary<string, KindReport> byKind = kinds.ToDictionary(kind => kind, kind => new KindReport { Kind = kind });
    private readonly ImportReport report = new();
    private int refused;

    public int Created => byKind.Values.Sum(k => k.Created);

    public int Updated => byKind.Values.Sum(k => k.Updated);

    public int Refused => refused;

    public void Name(string fileName) => report.FileName = fileName;

    /// <summary>It is of a kind that is none of the directory's business.</summary>
    public void LeaveAlone() => report.OtherKinds++;

    public void Create(BundleEntry entry) => byKind[entry.Kind].Created++;

    /// <summary>It is known here.</summary>
    public void Know(BundleEntry entry, bool corrected)
    {
        if (corrected)
            byKind[entry.Kind].Updated++;
        else
            byKind[entry.Kind].Unchanged++;
    }

    public void Refuse(BundleEntry entry, string reason)
    {
        if (byKind.TryGetValue(entry.Kind, out var kind))
            kind.Refused++;
        if (++refused <= MostListed)
            report.Refused.Add(new RefusedEntry { Entry = entry.ToString(), Reason = reason });
        else if (refused == MostListed + 1)
            report.Refused.Add(new RefusedEntry { Entry = entry.ToString(), Reason = "This one and others after it were refused; the list ends here." });
    }

    public ImportReport ToReply()
    {
        var reply = report.Clone();
        (reply.Created, reply.Updated, reply.Unchanged) = (Created, Updated, byKind.Values.Sum(k => k.Unchanged));
        reply.Kinds.AddRange(byKind.Values.Where(k => k.Created + k.Updated + k.Unchanged + k.Refused > 0));
        return reply;
    }
}
