using System.Globalization;
using System.Security.Claims;
using System.Text;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;

namespace PracticeAspire.Architecture;

/// <summary>
/// docs/access.md says who may do what, door by door and role by role. It is written down apart from the table the services hold, so that
/// neither can change without the other; the services' own tests knock at every door and hold what they find against it.
/// </summary>
public sealed class AccessTests
{
    private const string Nobody = "nobody";

    private static readonly string Document = Path.Combine(Repository.Root, "docs", "access.md");
    private static readonly string[] Callers = [Nobody, Roles.Patient, .. Roles.Staff, Roles.Service, Roles.Web];
    private static readonly AccessRules Rules = RolesAsTheyCome();

    [Fact]
    public void The_document_says_what_the_policy_table_says()
    {
        var text = Render(PolicyTable.All);
        if (Environment.GetEnvironmentVariable("WRITE_ACCESS_DOCUMENT") is not null)
            File.WriteAllText(Document, text);
        Assert.True(text == File.ReadAllText(Document), "docs/access.md is not what PolicyTable says. If the table is meant, write the document anew: WRITE_ACCESS_DOCUMENT=1, and read the difference.");
    }

    [Fact]
    public void Few_doors_open_without_a_token()
    {
        foreach (var app in PolicyTable.All.Select(row => row.App).Distinct().Where(app => app != "*"))
            Assert.InRange(PolicyTable.Of(app).Values.Count(who => who == Who.Anyone), 0, 12);
    }

    [Fact]
    public void No_source_decides_beside_the_policy_table()
    {
        string[] folders = ["services", "web"];
        var deciding = folders.SelectMany(f => Repository.SourceFiles(f, "*.cs").Concat(Repository.SourceFiles(f, "*.cshtml")))
            .Where(f => File.ReadAllText(f) is var text && (text.Contains("AllowAnonymous", StringComparison.Ordinal) || text.Contains("RequireAuthorization", StringComparison.Ordinal)));
        Assert.Empty(deciding);
    }

    private static string Render(IReadOnlyList<Policy> table)
    {
        var text = new StringBuilder("# Who may do what\n\n");
        text.Append("What each role may do until an administrator decides otherwise (Administration → Roles), and which door asks for what.\n");
        text.Append(CultureInfo.InvariantCulture, $"*Fresh proof*: only for who has proven who they are in the last {FreshProof.Longest.TotalMinutes:0} minutes.\n");
        text.Append("Behind the door the use case decides the rest: a patient's *own* appointments, which fields of a person.\n");
        text.Append("[access-by-relation.md](access-by-relation.md) has that by what somebody is to a patient.\n\n");

        text.Append("## Roles as they come\n\n");
        Row(text, ["may", .. Roles.Staff, Roles.Patient]);
        Row(text, [.. Enumerable.Repeat("---", Roles.Staff.Count + 2)]);
        foreach (var permission in Permissions.All)
            Row(text, [$"{permission.Sentence} (`{permission.Name}`)", .. Roles.Staff.Append(Roles.Patient).Select(role => Mark(Rules.Allow([role], permission.Name)))]);
        Row(text, ["signs in with a second factor", .. Roles.Staff.Append(Roles.Patient).Select(role => Mark(Rules.RequireSecondFactor([role])))]);

        foreach (var app in table.GroupBy(row => row.App))
        {
            text.Append(app.Key == "*" ? "\n## Doors of every process\n\n" : $"\n## Doors of {app.Key}\n\n");
            Row(text, ["door", "opens to who", "fresh proof", .. Callers]);
            Row(text, [.. Enumerable.Repeat("---", Callers.Length + 3)]);
            foreach (var row in app)
                Row(text, [$"`{row.Door}`", row.Who.Words, Mark(row.FreshProof), .. Callers.Select(caller => Mark(Opens(row.Who, caller)))]);
        }

        return text.ToString();
    }

    private static bool Opens(Who who, string caller) => who.NeedsNoToken || caller != Nobody && who.Admits(CallerIn(caller));

    private static Caller CallerIn(string role) => Caller.From(new ClaimsPrincipal(new ClaimsIdentity([new Claim("role", role)])), Rules);

    private static string Mark(bool yes) => yes ? "yes" : "·";

    private static void Row(StringBuilder text, IReadOnlyList<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static AccessRules RolesAsTheyCome()
    {
        var rules = new AccessRules();
        rules.Take(TestIdentity.RolesAsTheyCome());
        return rules;
    }
}
