using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Records.FhirImport;

/// <summary>What became of a bundle's resources, kind by kind, and what was refused and why.</summary>
internal sealed class ReportByKind(IEnumerable<string> kinds)
{
    private const int MostListed = 5_000;
    private const int MostKinds = 200;

    private readonly Dictionary<string, KindReport> byKind = kinds.ToDictionary(kind => kind, kind => new KindReport { Kind = kind });
    private readonly SortedDictionary<string, int> notImported = new(StringComparer.Ordinal);
    private readonly ImportReport report = new();
    private int refused;

    public void Name(string fileName) => report.FileName = fileName;

    /// <summary>It is of a type that is no part of a record.</summary>
    public void LeaveAlone(string kind)
    {
        var name = notImported.Count < MostKinds || notImported.ContainsKey(kind) ? kind : "others";
        notImported[name] = notImported.GetValueOrDefault(name) + 1;
    }

    public void Count(TakenOver taken)
    {
        foreach (var (entry, became) in taken.All)
        {
            var kind = byKind[entry.Kind];
            if (became == Became.Created)
                kind.Created++;
            else if (became == Became.Updated)
                kind.Updated++;
            else
                kind.Unchanged++;
        }
    }

    public void Gather(BundleEntry entry) => byKind[entry.Kind].Gathered++;

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
        var all = byKind.Values;
        (reply.Created, reply.Updated, reply.Unchanged, reply.Gathered) = (all.Sum(k => k.Created), all.Sum(k => k.Updated), all.Sum(k => k.Unchanged), all.Sum(k => k.Gathered));
        reply.Kinds.AddRange(all.Where(k => k.Created + k.Updated + k.Unchanged + k.Refused + k.Gathered > 0));
        reply.NotImported.AddRange(notImported.Select(n => new NotImported { Kind = n.Key, Count = n.Value }));
        return reply;
    }
}
