using System.Text.RegularExpressions;

namespace PracticeAspire.Architecture;

public sealed partial class SourceTests
{
    private static readonly string[] ProductFolders = ["AppHost", "ServiceDefaults", "services", "web", "local"];

    [Fact]
    public void Program_is_a_table_of_contents()
    {
        var programs = Repository.SourceFiles("services", "Program.cs").Append(Path.Combine(Repository.Root, "web", "Program.cs")).ToList();
        Assert.True(programs.Count >= 5);
        Assert.All(programs, p => Assert.InRange(File.ReadLines(p).Count(), 5, 40));
        Assert.InRange(File.ReadLines(Path.Combine(Repository.Root, "AppHost", "Program.cs")).Count(), 5, 120);
    }

    [Fact]
    public void Names_say_what_a_thing_is_for()
    {
        var named = ProductFolders.SelectMany(f => Repository.SourceFiles(f, "*.cs")).Where(f => Empty().IsMatch(Path.GetFileNameWithoutExtension(f)));
        Assert.Empty(named);
    }

    [Fact]
    public void Files_can_be_read_in_a_few_minutes()
    {
        var long_ = ProductFolders.SelectMany(f => Repository.SourceFiles(f, "*.cs")).Where(f => File.ReadLines(f).Count() > 300);
        Assert.Empty(long_);
    }

    [Fact]
    public void Sql_is_never_put_together_from_parts_at_run_time()
    {
        var suspicious = Repository.SourceFiles("services", "*.cs").Where(f => RawSql().IsMatch(File.ReadAllText(f)));
        Assert.Empty(suspicious);
    }

    [Fact]
    public void Every_event_names_a_topic_of_its_service_with_a_version()
    {
        var topics = Repository.SourceFiles("services", "Events.cs")
            .SelectMany(f => Topic().Matches(File.ReadAllText(f)).Select(m => (File: f, Topic: m.Groups[1].Value))).ToList();
        Assert.NotEmpty(topics);
        Assert.Equal(topics.Count, topics.DistinctBy(t => t.Topic).Count());
        Assert.All(topics, t => Assert.Matches(@"^[a-z]+\.[a-z-]+\.v\d+$", t.Topic));
        Assert.All(topics, t => Assert.Contains($"/{t.Topic.Split('.')[0]}.contracts/", t.File, StringComparison.OrdinalIgnoreCase));
    }

    [GeneratedRegex("(Manager|(?<!Tag)Helper|Helpers|Utils|Common|Dto|Impl)$")]
    private static partial Regex Empty();

    [GeneratedRegex(@"(FromSqlRaw|ExecuteSqlRaw|SqlQueryRaw)")]
    private static partial Regex RawSql();

    [GeneratedRegex("static string Topic => \"([^\"]+)\"")]
    private static partial Regex Topic();
}
