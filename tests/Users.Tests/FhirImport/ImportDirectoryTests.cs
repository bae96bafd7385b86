using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Contracts;
using static PracticeAspire.Users.Tests.FhirImport.Import;
using static PracticeAspire.Users.Tests.FhirImport.Network;

namespace PracticeAspire.Users.Tests.FhirImport;

public sealed class ImportDirectoryTests(UsersHost host) : IClassFixture<UsersHost>
{
    private const string Synthea = "https://github.com/synthetichealth/synthea";
    private const string NpiSystem = "http://hl7.org/fhir/sid/us-npi";

    [Fact]
    public async Task Takes_over_who_works_for_whom_and_whom_to_call_in_whatever_order_they_come()
    {
        // Each refers in another way, and to what comes after it.
        var bundle = Bundle(
            Related("a-mother", To("urn:uuid:a-child")),
            Role("a-role", To($"Practitioner?identifier={NpiSystem}|a-doctor"), ByIdentifier(Synthea, "a-hospital"), To("Location/a-ward")),
            Location("a-ward", To($"Organization?identifier={Uri.EscapeDataString(Synthea)}%7Ca-hospital")),
            Practitioner("a-doctor"), Patient("a-child"), Organization("a-hospital"));

        var first = await host.ImportAsync(bundle);
        Assert.Empty(first.Refused);
        Assert.Equal(["Organization", "Location", "Patient", "Practitioner", "PractitionerRole", "RelatedPerson"], first.Kinds.Select(k => k.Kind));
        Assert.All(first.Kinds, kind => Assert.Equal((1, 0, 0, 0), (kind.Created, kind.Updated, kind.Unchanged, kind.Refused)));

        var role = await host.InDatabase(db => db.PractitionerRoles.SingleAsync(r => r.PersonId == db.Identifiers.Single(i => i.Value == "a-doctor").PersonId));
        var ward = await host.InDatabase(db => db.Sites.SingleAsync(s => role.SiteIds.Contains(s.Id)));
        var hospital = await host.InDatabase(db => db.Organizations.SingleAsync(o => o.Id == role.OrganizationId));
        Assert.Equal(("Ward 3", "Ward", hospital.Id), (ward.Name, ward.Type, ward.OrganizationId));
        Assert.Equal("41 Mall Road, North wing, Burlington, MA 01803", ward.Address!.ToString());
        Assert.Equal(("LAHEY HOSPITAL & MEDICAL CENTER", "Healthcare Provider", "413-737-5167 Or 413-737-5168"), (hospital.Name, hospital.Type, hospital.Phone));
        Assert.Equal(("2019-05-01", "2031-12-31"), (role.From?.ToIso(), role.Until?.ToIso()));
        Assert.Equal(["General Practice"], role.Functions);
        Assert.Equal(["Cardiology"], (await Find("a-doctor")).Specialities);

        var mother = await host.InDatabase(db => db.RelatedPeople.SingleAsync(r => r.PatientId == db.Identifiers.Single(i => i.Value == "a-child").PersonId));
        Assert.Equal(("Ana", "Núñez", "ana@example.org"), (mother.GivenNames, mother.FamilyName, mother.Email));
        Assert.Equal(["MTH", "C", "Drives her home"], mother.Relationships);
        Assert.Equal([("555 0134", "mobile"), ("555 0199", "work")], mother.Phones.Select(p => (p.Number, p.Use)));

        var before = await Everything();
        var second = await host.ImportAsync(bundle);
        Assert.All(second.Kinds, kind => Assert.Equal((0, 0, 1, 0), (kind.Created, kind.Updated, kind.Unchanged, kind.Refused)));
        Assert.Equal(before, await Everything());
    }

    [Fact]
    public async Task Where_a_practitioner_works_is_told_in_words_what_holds_today_first()
    {
        await host.ImportAsync(Bundle(
            Organization("k-hospital"), Organization("k-old", "OLD PRACTICE"), Location("k-ward", To("Organization/k-hospital")), Practitioner("k-doctor"),
            Role("k-before", To("Practitioner/k-doctor"), To("Organization/k-old"), To("Location/k-ward"), more: """, "availabilityExceptions": "none" """).Replace("2031", "2025", StringComparison.Ordinal),
            Role("k-now", To("Practitioner/k-doctor"), To("Organization/k-hospital"), To("Location/k-ward"))));
        var reception = new Contracts.People.PeopleClient(host.As(Guid.CreateVersion7(), ServiceDefaults.Roles.Receptionist));
        var places = (await reception.ListPlacesOfWorkAsync(new() { PersonId = (await Find("k-doctor")).Id.ToString() })).Places;

        Assert.Equal([("LAHEY HOSPITAL & MEDICAL CENTER", "2031-12-31", true), ("OLD PRACTICE", "2025-12-31", false)], places.Select(p => (p.Organization, p.Until, p.Current)));
        Assert.Equal(("Ward 3, 41 Mall Road, North wing, Burlington, MA 01803", "General Practice", "Cardiology", "june@lahey.example", "2019-05-01"),
            (places[0].Sites.Single(), places[0].Functions.Single(), places[0].Specialities.Single(), places[0].Email, places[0].From));
    }

    [Fact]
    public async Task Knows_by_identifier_what_an_earlier_bundle_brought()
    {
        await host.ImportAsync(Bundle(Organization("b-hospital"), Practitioner("b-doctor"), Patient("b-child")));
        var report = await host.ImportAsync(Bundle(
            Location("b-ward", ByIdentifier(Synthea, "b-hospital")),
            Role("b-role", ByIdentifier(NpiSystem, "b-doctor"), To($"Organization?identifier={Synthea}|b-hospital"), To("urn:uuid:b-ward")),
            Related("b-mother", ByIdentifier("urn:test", "b-child"))));
        Assert.Empty(report.Refused);
        Assert.Equal(3, report.Created);
    }

    [Fact]
    public async Task Corrects_what_changed_keeps_what_is_not_said_and_counts_it_by_kind()
    {
        await host.ImportAsync(Bundle(Organization("c-hospital"), Patient("c-child"), Related("c-mother", To("Patient/c-child"))));
        var report = await host.ImportAsync(Bundle(
            Organization("c-hospital", "LAHEY HOSPITAL").Replace("\"telecom\"", "\"ignored\"", StringComparison.Ordinal),
            Patient("c-child"), Related("c-mother", To("Patient/c-child"), "GUARD")));
        Assert.Equal([("Organization", 0, 1, 0), ("Patient", 0, 0, 1), ("RelatedPerson", 0, 1, 0)], report.Kinds.Select(k => (k.Kind, k.Created, k.Updated, k.Unchanged)));
        var hospital = await host.InDatabase(db => db.Organizations.SingleAsync(o => o.Name == "LAHEY HOSPITAL"));
        Assert.Equal("413-737-5167 Or 413-737-5168", hospital.Phone);
    }

    public static TheoryData<string, string, string> Unresolved => new()
    {
        { "a patient nobody knows", Related("x1", To("urn:uuid:nobody")), "Its patient, urn:uuid:nobody, was not found" },
        { "a patient by the id of another server", Related("x2", To("Patient/nobody")), "Its patient, Patient/nobody, was not found" },
        { "an identifier nobody has", Related("x3", ByIdentifier("urn:test", "nobody")), "Its patient, Patient urn:test|nobody, was not found" },
        { "a query by name", Related("x4", To("Patient?name=Ana")), "Only Patient?identifier=system|value is understood" },
        { "a name only", Related("x5", """{ "display": "Ana" }"""), "given by a name only" },
        { "no patient", Related("x6", "{}"), "does not say whose contact" },
        { "something contained", Related("x7", To("#p")), "contained in it" },
        { "a patient who is a hospital", Related("x8", To("Organization/x-hospital")), "not of the type Patient" },
        { "a hospital by the full URL of a patient", Location("x9", To("urn:uuid:x-child")), "Its organization, urn:uuid:x-child, was not found" },
        { "a doctor who is a patient here", Role("x10", ByIdentifier("urn:test", "x-child"), To("Organization/x-hospital"), To("Location/x-ward")), "Its practitioner, Practitioner urn:test|x-child, was not found" },
        { "a hospital nobody knows", Role("x11", To("Practitioner/x-doctor"), To("Organization/none"), To("Location/x-ward")), "Its organization, Organization/none, was not found" },
        { "one of its places is not there", Role("x12", To("Practitioner/x-doctor"), To("Organization/x-hospital"), To("Location/x-ward") + "," + To("Location/none")), "Its place, Location/none, was not found" },
        { "a period that ends before it begins", Related("x13", To("Patient/x-child"), more: "").Replace("\"start\": \"2020-01-15\"", "\"start\": \"2020-01-15\", \"end\": \"2019\"", StringComparison.Ordinal), "before it begins" },
        { "a hospital without a name", Organization("x14", ""), "It has no name" },
    };

    [Theory]
    [MemberData(nameof(Unresolved))]
    public async Task Refuses_as_a_whole_what_refers_to_nothing_and_takes_the_rest(string what, string entry, string reason)
    {
        var known = Bundle(Organization("x-hospital"), Location("x-ward", To("Organization/x-hospital")), Practitioner("x-doctor"), Patient("x-child"));
        await host.ImportAsync(known);
        var before = await Everything();

        var report = await host.ImportAsync(known.Replace("\"entry\": [", $"\"entry\": [{entry},", StringComparison.Ordinal));
        var refused = Assert.Single(report.Refused);
        Assert.True(refused.Reason.Contains(reason, StringComparison.Ordinal), $"{what}: {refused.Reason}");
        Assert.Equal(1, report.Kinds.Sum(k => k.Refused));
        Assert.Equal(4, report.Unchanged);
        Assert.Equal(before, await Everything());
    }

    [Fact]
    public async Task What_refers_to_a_refused_entry_is_refused_with_it()
    {
        var report = await host.ImportAsync(Bundle(
            Patient("d-later", """[{ "family": "Later" }]""", "\"2999-01-01\""), Related("d-mother", To("Patient/d-later")),
            Location("d-ward", To("Organization/d-nowhere")), Practitioner("d-doctor"), Organization("d-hospital"),
            Role("d-role", To("Practitioner/d-doctor"), To("Organization/d-hospital"), To("Location/d-ward"))));
        Assert.Equal(["entry[0] Patient/d-later", "entry[2] Location/d-ward", "entry[5] PractitionerRole/d-role", "entry[1] RelatedPerson/d-mother"], report.Refused.Select(r => r.Entry));
        Assert.Contains("entry[2] Location/d-ward, was refused", report.Refused[2].Reason, StringComparison.Ordinal);
        Assert.Empty(await host.InDatabase(db => db.DirectoryIdentifiers.Where(i => i.Value == "d-role" || i.Value == "d-mother").ToListAsync()));
    }

    [Fact]
    public async Task Refuses_a_reference_that_may_mean_two()
    {
        var report = await host.ImportAsync(Bundle(
            Patient("e-one").Replace("\"id\": \"e-one\"", "\"id\": \"e-both\"", StringComparison.Ordinal),
            Patient("e-two").Replace("\"id\": \"e-two\"", "\"id\": \"e-both\"", StringComparison.Ordinal),
            Related("e-mother", To("Patient/e-both"))));
        Assert.Contains("more than once", Assert.Single(report.Refused).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Takes_nobody_for_another_who_has_the_same_id_on_another_server()
    {
        static string OnServer(string entry, string server, string type, string id) => entry
            .Replace($"urn:uuid:{id}", $"http://{server}.example/{type}/1", StringComparison.Ordinal)
            .Replace($"\"id\": \"{id}\"", "\"id\": \"1\"", StringComparison.Ordinal);
        var patient = OnServer(Patient("s-child"), "a", "Patient", "s-child");

        var report = await host.ImportAsync(Bundle(
            patient, Related("s-mother", To("http://b.example/Patient/1")), OnServer(Related("s-aunt", To("Patient/1")), "b", "RelatedPerson", "s-aunt")));
        Assert.Equal(2, report.Refused.Count);
        Assert.All(report.Refused, r => Assert.Contains("was not found", r.Reason, StringComparison.Ordinal));

        var own = await host.ImportAsync(Bundle(
            patient, Related("s-mother", To("http://a.example/Patient/1")), OnServer(Related("s-aunt", To("Patient/1")), "a", "RelatedPerson", "s-aunt")));
        Assert.Empty(own.Refused);
    }

    [Fact]
    public async Task Refuses_to_hand_a_contact_or_a_role_to_somebody_else()
    {
        await host.ImportAsync(Bundle(
            Patient("f-child"), Related("f-mother", To("Patient/f-child")), Organization("f-hospital"), Location("f-ward", To("Organization/f-hospital")),
            Practitioner("f-doctor"), Role("f-role", To("Practitioner/f-doctor"), To("Organization/f-hospital"), To("Location/f-ward"))));
        var report = await host.ImportAsync(Bundle(
            Patient("f-other"), Related("f-mother", To("Patient/f-other")), Practitioner("f-another"),
            Role("f-role", To("Practitioner/f-another"), ByIdentifier(Synthea, "f-hospital"), ByIdentifier("urn:test:place", "f-ward"))));
        Assert.Equal(2, report.Refused.Count(r => r.Reason.Contains("someone other than", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_role_teaches_its_speciality_once_so_that_what_was_taken_away_stays_away()
    {
        string[] network = [Organization("g-hospital"), Location("g-ward", To("Organization/g-hospital")), Practitioner("g-doctor")];
        string RoleIn(string speciality) => Bundle([.. network, Role("g-role", To("Practitioner/g-doctor"), To("Organization/g-hospital"), To("Location/g-ward"), speciality)]);
        await host.ImportAsync(RoleIn("Cardiology"));
        await host.InDatabase(db => db.People.Where(p => p.Identifiers.Any(i => i.Value == "g-doctor")).ExecuteUpdateAsync(set => set.SetProperty(p => p.Specialities, ["Sports"])));

        await host.ImportAsync(RoleIn("Cardiology"));
        Assert.Equal(["Sports"], (await Find("g-doctor")).Specialities);
        await host.ImportAsync(RoleIn("Angiology"));
        Assert.Equal(["Sports", "Angiology"], (await Find("g-doctor")).Specialities);
    }

    [Fact]
    public async Task A_contact_that_was_removed_here_is_not_brought_back()
    {
        var bundle = Bundle(Patient("h-child"), Related("h-mother", To("Patient/h-child")));
        await host.ImportAsync(bundle);
        var id = await host.InDatabase(db => db.DirectoryIdentifiers.Where(i => i.Value == "h-mother").Select(i => i.EntryId).SingleAsync());
        await host.InDatabase(db => db.RelatedPeople.Where(r => r.Id == id).ExecuteDeleteAsync());

        var report = await host.ImportAsync(bundle);
        Assert.Equal((0, 2), (report.Created, report.Unchanged));
        Assert.False(await host.InDatabase(db => db.RelatedPeople.AnyAsync(r => r.Id == id)));
    }

    [Fact]
    public async Task One_patient_has_fifty_contacts_at_most()
    {
        var report = await host.ImportAsync(Bundle([Patient("i-child"), .. Enumerable.Range(0, 52).Select(n => Related($"i-{n}", To("Patient/i-child")))]));
        Assert.Equal(51, report.Created);
        Assert.Equal(2, report.Refused.Count(r => r.Reason.Contains("50 contacts already", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Says_while_it_works_how_far_it_is_and_with_what()
    {
        var progress = await host.ImportWithProgressAsync("kinds.json", System.Text.Encoding.UTF8.GetBytes(Bundle(
            Related("j-mother", To("Patient/j-child")), """{ "resource": { "resourceType": "Claim", "id": "1" } }""", Patient("j-child"), Organization("j-hospital"))));
        Assert.Equal([("Organization", 1), ("Patient", 2), ("RelatedPerson", 3)], progress.Where(p => p.Kind.Length > 0).Select(p => (p.Kind, p.EntriesDone)));
        Assert.Equal((4, 4, 1), (progress[^1].EntriesDone, progress[^1].EntriesTotal, progress[^1].Report.OtherKinds));
    }

    private Task<Users.People.Person> Find(string identifier) => host.InDatabase(db => db.People.SingleAsync(p => p.Identifiers.Any(i => i.Value == identifier)));

    private Task<string> Everything() => host.InDatabase(async db => System.Text.Json.JsonSerializer.Serialize(new object[]
    {
        await db.People.AsNoTracking().OrderBy(p => p.Id).Select(p => new { p.Id, p.Version, p.Specialities }).ToListAsync(),
        await db.Organizations.AsNoTracking().OrderBy(o => o.Id).ToListAsync(),
        await db.Sites.AsNoTracking().OrderBy(s => s.Id).ToListAsync(),
        await db.PractitionerRoles.AsNoTracking().OrderBy(r => r.Id).Select(r => new { r.Id, r.PersonId, r.OrganizationId, r.SiteIds, r.Functions, r.Active }).ToListAsync(),
        await db.RelatedPeople.AsNoTracking().OrderBy(r => r.Id).Select(r => new { r.Id, r.PatientId, r.Version }).ToListAsync(),
        await db.DirectoryIdentifiers.CountAsync(), await db.Identifiers.CountAsync(), await db.Set<OutboxEntry>().CountAsync(),
    }));
}
