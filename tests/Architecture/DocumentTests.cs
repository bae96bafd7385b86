using System.Text.RegularExpressions;

namespace PracticeAspire.Architecture;

public sealed partial class DocumentTests
{
    [Fact]
    public void Links_in_the_documents_lead_somewhere()
    {
        var documents = Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Append(Path.Combine(Repository.Root, "README.md"));
        var broken =
            from document in documents
            from Match link in Link().Matches(File.ReadAllText(document))
            let target = link.Groups[1].Value.Split('#')[0]
            where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
            where !Path.Exists(Path.Combine(Path.GetDirectoryName(document)!, target))
            select $"{Path.GetFileName(document)}: {target}";
        Assert.Empty(broken);
    }

    [Fact]
    public void Every_decision_has_its_parts_and_a_number_of_its_own()
    {
        var records = Directory.GetFiles(Path.Combine(Repository.Root, "docs", "decisions"), "*.md").Select(f => (Name: Path.GetFileName(f), Text: File.ReadAllText(f))).ToList();
        Assert.NotEmpty(records);
        Assert.Equal(records.Count, records.DistinctBy(r => r.Name[..4]).Count());
        Assert.All(records, r => Assert.Matches(@"^\d{4}-[a-z0-9-]+\.md$", r.Name));
        foreach (var part in new[] { "Context", "Decision", "Rejected", "Easier", "Harder" })
            Assert.All(records, r => Assert.True(r.Text.Contains(part, StringComparison.Ordinal), $"{r.Name} lacks {part}"));
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
