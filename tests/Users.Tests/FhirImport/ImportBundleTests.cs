using System.Text;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using static PracticeAspire.Users.Tests.FhirImport.Import;

namespace PracticeAspire.Users.Tests.FhirImport;

public sealed class ImportBundleTests(UsersHost host) : IClassFixture<UsersHost>
{
    [Fact]
    public async Task Creates_then_knows_then_corrects_a_person_and_announces_each_change_once()
    {
        var before = await Announced();
        Assert.Equal((1, 0, 0), Counts(await host.ImportAsync(Bundle(Patient("a1")))));
        Assert.Equal((0, 0, 1), Counts(await host.ImportAsync(Bundle(Patient("a1")))));
        Assert.Equal((0, 1, 0), Counts(await host.ImportAsync(Bundle(Patient("a1", more: """, "gender": "female" """)))));
        Assert.Equal(before + 2, await Announced());
    }

    [Fact]
    public async Task Takes_a_bundle_that_arrives_byte_by_byte()
    {
        var progress = await host.ImportWithProgressAsync("slow.json", Encoding.UTF8.GetBytes("\uFEFF" + Bundle(Patient("b1"), Patient("b2"))), chunk: 1);
        Assert.Equal((2, 0, 0), Counts(progress[^1].Report));
        Assert.Equal((2, 2), (progress[^1].EntriesDone, progress[^1].EntriesTotal));
        Assert.Contains(progress, step => step is { EntriesDone: 1, EntriesTotal: 0 });
    }

    [Fact]
    public async Task Keeps_what_a_later_bundle_does_not_know()
    {
        await host.ImportAsync(Bundle(Patient("c1", more: """, "gender": "female", "telecom": [{ "system": "email", "value": "maria@example.org" }] """)));
        Assert.Equal((0, 0, 1), Counts(await host.ImportAsync(Bundle(Patient("c1")))));
        Assert.Equal((0, 0, 1), Counts(await host.ImportAsync(Bundle(Patient("c1", more: """, "gender": "unknown" """)))));
        Assert.Equal(("maria@example.org", "female"), ((await Find("c1")).Email, (await Find("c1")).Gender));
    }

    [Fact]
    public async Task Keeps_names_as_they_are_given_digits_and_all()
    {
        await host.ImportAsync(Bundle(Patient("d1", """[{ "use": "official", "family": "Hoeger456", "given": ["Chet123", "Lee"], "prefix": ["Mr."] }]""")));
        Assert.Equal("Chet123 Lee Hoeger456", (await Find("d1")).DisplayName);
    }

    [Fact]
    public async Task Leaves_numbers_given_by_a_state_where_they_are()
    {
        await host.ImportAsync(Bundle(Patient("e1", more: "").Replace("\"identifier\": [", """
            "identifier": [{ "type": { "coding": [{ "code": "SS" }] }, "system": "http://hl7.org/fhir/sid/us-ssn", "value": "999-98-7415" },
            """, StringComparison.Ordinal)));
        Assert.Equal(["e1"], (await Find("e1")).Identifiers.Select(i => i.Value));
    }

    [Theory]
    [InlineData("born tomorrow", """[{ "family": "Later" }]""", "\"2027-01-01\"", "", "in the future")]
    [InlineData("born in 1745", """[{ "family": "Early" }]""", "\"1745-01-01\"", "", "130 years")]
    [InlineData("a year is no date", """[{ "family": "Half" }]""", "\"1980\"", "", "not a full date")]
    [InlineData("a day that is not", """[{ "family": "Leap" }]""", "\"1981-02-29\"", "", "not a full date")]
    [InlineData("dead before they were born", """[{ "family": "Early" }]""", "\"1980-01-01\"", """, "deceasedDateTime": "1979-12-31T10:00:00Z" """, "before the birth date")]
    [InlineData("a city of more than a hundred characters", """[{ "family": "Long" }]""", "\"1980-01-01\"", """, "address": [{ "city": "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" }] """, "at most 100")]
    [InlineData("no name", "[]", "\"1980-01-01\"", "", "Enter a name")]
    [InlineData("a name of spaces", """[{ "family": "  ", "given": ["\u00a0"] }]""", "\"1980-01-01\"", "", "Enter a name")]
    [InlineData("a name that turns the text around", """[{ "family": "Sm\u202eith" }]""", "\"1980-01-01\"", "", "cannot be seen")]
    [InlineData("a zero byte in a name", """[{ "family": "Sm\u0000ith" }]""", "\"1980-01-01\"", "", "cannot be seen")]
    [InlineData("half a character", """[{ "family": "Sm\ud83dith" }]""", "\"1980-01-01\"", "", "FHIR R4")]
    [InlineData("a birth date that is a list", """[{ "family": "List" }]""", "[1980]", "", "FHIR R4")]
    [InlineData("a name that is a number", "17", "\"1980-01-01\"", "", "FHIR R4")]
    [InlineData("a gender nobody knows", """[{ "family": "Gender" }]""", "\"1980-01-01\"", """, "gender": "M" """, "FHIR R4")]
    [InlineData("the same thing twice", """[{ "family": "Twice" }]""", "\"1980-01-01\"", """, "birthDate": "1990-01-01" """, "says something twice")]
    public async Task Refuses_an_entry_with_a_reason_and_takes_the_others(string what, string name, string birthDate, string more, string reason)
    {
        var id = Guid.NewGuid().ToString();
        var report = await host.ImportAsync(Bundle(Patient("bad-" + id, name, birthDate, more), Patient("good-" + id)));
        Assert.Equal(1, report.Created);
        var refused = Assert.Single(report.Refused);
        Assert.StartsWith("entry[0] Patient", refused.Entry, StringComparison.Ordinal);
        Assert.True(refused.Reason.Contains(reason, StringComparison.Ordinal), $"{what}: {refused.Reason}");
    }

    [Fact]
    public async Task Refuses_a_name_of_a_thousand_characters()
    {
        var report = await host.ImportAsync(Bundle(Patient("f1", $$"""[{ "family": "{{new string('x', 1000)}}" }]""")));
        Assert.Contains("at most 200", Assert.Single(report.Refused).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_the_second_of_two_entries_for_one_person()
    {
        var report = await host.ImportAsync(Bundle(Patient("g1"), Patient("g1")));
        Assert.Equal(1, report.Created);
        Assert.Contains("the same person as entry[0] Patient/g1", Assert.Single(report.Refused).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_to_write_over_somebody_else_who_has_the_same_number()
    {
        await host.ImportAsync(Bundle(Patient("h1")));
        var report = await host.ImportAsync(Bundle(Patient("h1", """[{ "family": "Kowalski", "given": ["Jan"] }]""", "\"1955-05-05\"")));
        Assert.Contains("neither name nor birth date agrees", Assert.Single(report.Refused).Reason, StringComparison.Ordinal);
        Assert.Equal("María José Núñez", (await Find("h1")).DisplayName);
    }

    [Fact]
    public async Task Refuses_to_make_a_doctor_of_a_patient()
    {
        await host.ImportAsync(Bundle(Patient("i1")));
        var report = await host.ImportAsync(Bundle(Patient("i1").Replace("\"Patient\"", "\"Practitioner\"", StringComparison.Ordinal)));
        Assert.Contains("no doctor here", Assert.Single(report.Refused).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_to_delete()
    {
        var report = await host.ImportAsync(Bundle(Patient("j1").Insert(Patient("j1").LastIndexOf('}'), """, "request": { "method": "DELETE", "url": "Patient/j1" } """)));
        Assert.Contains("does not delete", Assert.Single(report.Refused).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaves_other_resources_alone_and_names_entries_that_are_none()
    {
        var report = await host.ImportAsync(Bundle("""{ "resource": { "resourceType": "Claim", "id": "1" } }""", "null", "[1]", "{}", Patient("k1")));
        Assert.Equal((1, 1), (report.Created, report.OtherKinds));
        Assert.Equal(["entry[1]", "entry[2]", "entry[3]"], report.Refused.Select(r => r.Entry));
    }

    public static TheoryData<string, string> BrokenFiles => new()
    {
        { "", "empty" },
        { "   ", "line 1" },
        { "<Bundle xmlns=\"http://hl7.org/fhir\"/>", "XML" },
        { "PK\u0003\u0004", "compressed" },
        { "[]", "does not begin with an object" },
        { "{}", "not of the type Bundle" },
        { """{ "resourceType": "Patient" }""", "not of the type Bundle" },
        { """{ "resourceType": "Bundle", "entry": {} }""", "not a list" },
        { """{ "resourceType": "Bundle", "entry": [], "entry": [] }""", "twice" },
        { Bundle(Patient("z1"))[..^1], "line" },
        { Bundle(Patient("z2")) + Bundle(Patient("z3")), "line" },
        { Bundle(Patient("z4"), "{ broken }"), "line 9" },
        { Bundle(Patient("z5"), new string('[', 100) + new string(']', 100)), "64 deep" },
    };

    [Theory]
    [MemberData(nameof(BrokenFiles))]
    public async Task Changes_nothing_when_the_file_is_broken_and_says_where(string content, string says)
    {
        var before = await Announced();
        var refusal = Refusal.From(await Assert.ThrowsAsync<RpcException>(() => host.ImportAsync(content)));
        Assert.Equal((RefusalKind.Rule, "bundle-unreadable"), (refusal.Kind, refusal.Code));
        Assert.Contains(says, refusal.Sentence, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was imported.", refusal.Sentence, StringComparison.Ordinal);
        Assert.False(await host.InDatabase(db => db.Identifiers.AnyAsync(i => EF.Functions.Like(i.Value, "z%"))));
        Assert.Equal(before, await Announced());
    }

    [Fact]
    public async Task Two_administrators_with_the_same_file_get_one_set_of_people()
    {
        var bundle = Bundle(Enumerable.Range(0, 50).Select(i => Patient($"m{i}")));
        var reports = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.ImportAsync(bundle)));
        Assert.Equal((50, 150), (reports.Sum(r => r.Created), reports.Sum(r => r.Unchanged)));
    }

    [Theory]
    [InlineData(Roles.Doctor)]
    [InlineData(Roles.Receptionist)]
    [InlineData(Roles.Patient)]
    [InlineData(Roles.Service)]
    public async Task Is_for_administrators_only(string role)
    {
        using var call = new Contracts.FhirImport.FhirImportClient(host.As(Guid.CreateVersion7(), role))
            .ImportBundle(cancellationToken: TestContext.Current.CancellationToken);
        var refusal = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.Equal(StatusCode.PermissionDenied, refusal.StatusCode);
    }

    private static (int, int, int) Counts(ImportReport report) => (report.Created, report.Updated, report.Unchanged);

    private Task<int> Announced() => host.InDatabase(db => db.Set<OutboxEntry>().CountAsync());

    private Task<Users.People.Person> Find(string identifier) =>
        host.InDatabase(db => db.People.Include(p => p.Identifiers).SingleAsync(p => p.Identifiers.Any(i => i.Value == identifier)));
}
