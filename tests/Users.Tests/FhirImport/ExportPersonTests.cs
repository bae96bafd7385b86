using System.Text;
using Grpc.Core;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using static PracticeAspire.Users.Tests.FhirImport.Import;
using static PracticeAspire.Users.Tests.FhirImport.Network;
using Task = System.Threading.Tasks.Task;

namespace PracticeAspire.Users.Tests.FhirImport;

public sealed class ExportPersonTests(UsersHost host) : IClassFixture<UsersHost>
{
    private const string AllOfAPatient = """
        , "gender": "female", "maritalStatus": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", "code": "W" }] },
        "communication": [{ "language": { "coding": [{ "system": "urn:ietf:bcp:47", "code": "pt-BR" }] } }], "deceasedDateTime": "2024-05-06",
        "telecom": [{ "system": "phone", "value": "555 1", "use": "home" }, { "system": "phone", "value": "555-22", "use": "mobile" }, { "system": "email", "value": "freda@example.org" }],
        "address": [{ "line": ["924 Osinski Meadow", "Unit 27"], "city": "Wilmington", "district": "Middlesex", "state": "Massachusetts", "postalCode": "01887", "country": "US" }]
        """;

    private const string AllNames = """
        [{ "use": "official", "family": "Wyman", "given": ["Alfreda", "Jo"], "prefix": ["Mrs."], "suffix": ["PhD"] }, { "use": "usual", "text": "Freda" }, { "use": "maiden", "family": "Deckow", "given": ["Alfreda"] }]
        """;

    [Fact]
    public async Task A_patient_comes_out_whole_and_goes_into_an_empty_directory_as_the_same_person()
    {
        await host.ImportAsync(Bundle(
            Patient("a1", AllNames, more: AllOfAPatient), Related("a1-mother", To("Patient/a1")),
            Related("a1-guardian", To("Patient/a1"), "GUARD", """, "active": false, "birthDate": "1950-01-01" """), Patient("a2"), Related("a2-mother", To("Patient/a2"))));
        var id = await IdOf("a1");
        var (bundle, json) = await ExportAsync(id, As(Roles.Receptionist));

        Assert.Equal(Hl7.Fhir.Model.Bundle.BundleType.Collection, bundle.Type);
        Assert.Equal(["Patient", "RelatedPerson", "RelatedPerson"], bundle.Entry.Select(e => e.Resource!.TypeName));
        Assert.DoesNotContain("\"a2", json, StringComparison.Ordinal);
        await IsTheSameInAnEmptyDirectory(id, "a1", json);
    }

    [Fact]
    public async Task A_doctor_comes_out_with_whom_and_where_they_work()
    {
        await host.ImportAsync(Bundle(
            Organization("b-hospital"), Organization("b-owner", "THE OWNER OF THE WARD"), Location("b-ward", To("Organization/b-owner")), Practitioner("b1"),
            Role("b-role", To("Practitioner/b1"), To("Organization/b-hospital"), To("Location/b-ward")),
            Organization("b-other"), Practitioner("b2"), Role("b-role-2", To("Practitioner/b2"), To("Organization/b-other"), To("Location/b-ward"), "Urology")));
        var id = await IdOf("b1");
        await host.InDatabase(db => db.People.Where(p => p.Id == id).ExecuteUpdateAsync(set => set.SetProperty(p => p.Specialities, ["Cardiology", "Sports medicine"])));
        var (bundle, json) = await ExportAsync(id, As(Roles.Administrator));

        Assert.Equal(["Organization", "Organization", "Location", "Practitioner", "PractitionerRole"], bundle.Entry.Select(e => e.Resource!.TypeName));
        Assert.DoesNotContain("Urology", json, StringComparison.Ordinal);
        await IsTheSameInAnEmptyDirectory(id, "b1", json);
    }

    [Fact]
    public async Task What_was_exported_is_known_again_where_it_came_from()
    {
        var desk = new Contracts.People.PeopleClient(As(Roles.Receptionist));
        var id = (await desk.RegisterPatientAsync(new() { Id = Guid.CreateVersion7().ToString(), GivenNames = "Nora", FamilyName = "Kessler", BirthDate = "1980-04-23" })).Patient.Id;
        var contact = await new Contracts.Patients.PatientsClient(As(Roles.Receptionist)).SavePatientContactAsync(new()
        {
            Id = Guid.CreateVersion7().ToString(),
            PatientId = id,
            GivenNames = "Ana",
            FamilyName = "Kessler",
            Relationships = { "SIB", "Feeds the cat" },
        });
        var before = await host.InDatabase(db => db.People.CountAsync());

        var (_, json) = await ExportAsync(Guid.Parse(id), As(Roles.Receptionist));
        var report = await host.ImportAsync(json);
        Assert.Equal((0, 0, 2, 0), (report.Created, report.Updated, report.Unchanged, report.Refused.Count));
        Assert.Equal(before, await host.InDatabase(db => db.People.CountAsync()));
        Assert.Contains(contact.Id, json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_merged_patient_comes_out_with_the_contacts_of_both_records()
    {
        await host.ImportAsync(Bundle(Patient("c1"), Related("c1-mother", To("Patient/c1")), Patient("c2"), Related("c2-mother", To("Patient/c2"))));
        var (stays, goes) = (await IdOf("c1"), await IdOf("c2"));
        await new Contracts.People.PeopleClient(As(Roles.Receptionist)).MergePatientsAsync(new()
        {
            RequestId = Guid.CreateVersion7().ToString(),
            SurvivorId = stays.ToString(),
            SurvivorVersion = 1,
            MergedId = goes.ToString(),
            MergedVersion = 1,
        });
        var (bundle, _) = await ExportAsync(stays, As(Roles.Receptionist));
        Assert.Equal(2, bundle.Entry.Count(e => e.Resource is Hl7.Fhir.Model.RelatedPerson r && r.Patient.Reference == $"urn:uuid:{stays}"));
        Assert.Equal(RefusalKind.NotFound, (await RefusedAsync(goes, As(Roles.Receptionist))).Kind);
    }

    [Fact]
    public async Task Someone_who_is_both_comes_out_as_both_and_another_colleague_as_no_doctor()
    {
        var both = await host.InDatabase(db => AddAsync(db, Roles.Doctor, Roles.Patient));
        var (bundle, _) = await ExportAsync(both, As(Roles.Administrator));
        Assert.Equal(["Patient", "Practitioner"], bundle.Entry.Select(e => e.Resource!.TypeName));

        var nurse = await host.InDatabase(db => AddAsync(db, Roles.Nurse));
        var (colleague, json) = await ExportAsync(nurse, As(Roles.Administrator));
        Assert.Equal(["Person"], colleague.Entry.Select(e => e.Resource!.TypeName));
        Assert.Equal((0, 1), ((await host.ImportAsync(json)).Created, (await host.ImportAsync(json)).OtherKinds));

        static async Task<Guid> AddAsync(UsersDb db, params string[] roles)
        {
            var person = Users.People.Person.With(roles, new("Kim", "Both") { BirthDate = new NodaTime.LocalDate(1980, 1, 1), Gender = "unknown" });
            db.People.Add(person);
            await db.SaveChangesAsync();
            return person.Id;
        }
    }

    [Fact]
    public async Task Everyone_may_have_their_own_and_the_desk_anyones_and_each_is_in_the_log()
    {
        await host.ImportAsync(Bundle(Patient("d1"), Patient("d2")));
        var (id, other) = (await IdOf("d1"), await IdOf("d2"));
        await ExportAsync(id, host.As(id, Roles.Patient));
        var receptionist = Guid.CreateVersion7();
        await ExportAsync(id, host.As(receptionist, Roles.Receptionist));

        Assert.Equal(RefusalKind.NotAllowed, (await RefusedAsync(id, host.As(other, Roles.Patient))).Kind);
        Assert.Equal(RefusalKind.NotAllowed, (await RefusedAsync(Guid.CreateVersion7(), host.As(other, Roles.Patient))).Kind);
        foreach (var role in new[] { Roles.Doctor, Roles.Nurse, Roles.Biller })
            Assert.Equal(RefusalKind.NotAllowed, (await RefusedAsync(id, As(role))).Kind);
        Assert.Equal(RefusalKind.NotAllowed, (await RefusedAsync(id, host.AsService(AppNames.Reporting))).Kind);

        var acts = await host.InDatabase(db => db.Set<AuditEntry>().Where(e => e.Action == "person.exported" && e.Subject == id.ToString()).OrderBy(e => e.Position).ToListAsync());
        Assert.Equal([id.ToString(), receptionist.ToString()], acts.Select(a => a.Actor));
    }

    [Fact]
    public void The_library_that_reads_the_exports_would_notice_what_is_wrong_with_them()
    {
        foreach (var wrong in new[] { "", """, "patient": { "reference": "urn:uuid:x" }, "active": "yes" """, """, "patient": { "reference": "urn:uuid:x" }, "nobody": 1 """ })
            Assert.ThrowsAny<Exception>(() => FhirJsonDeserializer.STRICT.Deserialize<Hl7.Fhir.Model.RelatedPerson>($$"""{ "resourceType": "RelatedPerson"{{wrong}} }"""));
    }

    [Fact]
    public async Task What_cannot_be_recorded_does_not_leave()
    {
        await using var away = new UsersHost();
        await away.ImportAsync(Bundle(Patient("e1")));
        var id = await IdOf("e1", away);
        await using (var admin = Npgsql.NpgsqlDataSource.Create(away.SuperuserConnectionString))
        {
            await using var deny = admin.CreateCommand("ALTER TABLE audit.entry ADD CHECK (false) NOT VALID");
            await deny.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        using var call = new Contracts.FhirExport.FhirExportClient(away.As(id, Roles.Patient)).ExportPerson(new() { Id = id.ToString() }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(StatusCode.Internal, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))).StatusCode);
    }

    /// <summary>Imports the export elsewhere, and compares all that either directory knows, ids aside.</summary>
    private async Task IsTheSameInAnEmptyDirectory(Guid id, string identifier, string json)
    {
        await using var empty = new UsersHost();
        var report = await empty.ImportAsync(json);
        Assert.Empty(report.Refused);
        Assert.Equal(await KnownAsync(host, id), await KnownAsync(empty, await IdOf(identifier, empty)));

        var again = await empty.ImportAsync(json);
        Assert.Equal((0, 0), (again.Created, again.Updated));
    }

    private static Task<string> KnownAsync(UsersHost of, Guid id) => of.InDatabase(async db =>
    {
        var person = await db.People.AsNoTracking().SingleAsync(p => p.Id == id);
        var roles = await db.PractitionerRoles.AsNoTracking().Where(r => r.PersonId == id).ToListAsync();
        return System.Text.Json.JsonSerializer.Serialize(new
        {
            person.Roles,
            Details = Without(person.Details.ToString(), id),
            person.OtherNames,
            person.OtherPhones,
            person.Specialities,
            Contacts = (await db.RelatedPeople.AsNoTracking().Where(r => r.PatientId == id).ToListAsync())
                .Select(r => (object)new { r.GivenNames, r.FamilyName, r.Relationships, r.Phones, r.Email, r.Address, From = r.From?.ToIso(), Until = r.Until?.ToIso(), r.Active }).OrderBy(r => r.ToString()),
            Work = roles.Select(r => new
            {
                Organization = db.Organizations.Where(o => o.Id == r.OrganizationId).AsEnumerable().Select(o => o.Details.ToString()).Single(),
                Sites = db.Sites.Where(s => r.SiteIds.Contains(s.Id)).AsEnumerable()
                    .Select(s => new { Details = (s.Details with { OrganizationId = null }).ToString(), RunBy = db.Organizations.Where(o => o.Id == s.OrganizationId).Select(o => o.Name).Single() }).ToList(),
                r.Functions,
                r.Specialities,
                r.Phone,
                r.Email,
                From = r.From?.ToIso(),
                Until = r.Until?.ToIso(),
                r.Active,
            }),
        });

        static string Without(string details, Guid id) => details.Replace(id.ToString(), "", StringComparison.Ordinal);
    });

    private CallInvoker As(string role) => host.As(Guid.CreateVersion7(), role);

    private async Task<Guid> IdOf(string identifier, UsersHost? of = null) =>
        await (of ?? host).InDatabase(db => db.Identifiers.Where(i => i.Value == identifier).Select(i => i.PersonId).SingleAsync());

    /// <returns>The bundle as an independent library reads it, which finds nothing wrong with it.</returns>
    private static async Task<(Bundle Bundle, string Json)> ExportAsync(Guid id, CallInvoker who)
    {
        using var call = new Contracts.FhirExport.FhirExportClient(who).ExportPerson(new() { Id = id.ToString() }, cancellationToken: TestContext.Current.CancellationToken);
        using var content = new MemoryStream();
        await foreach (var part in call.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            Assert.InRange(part.Json.Length, 1, 64 * 1024);
            part.Json.WriteTo(content);
        }

        var json = Encoding.UTF8.GetString(content.ToArray());
        var bundle = FhirJsonDeserializer.STRICT.Deserialize<Bundle>(json);
        var urls = bundle.Entry.Select(e => e.FullUrl).ToList();
        Assert.Equal(urls.Count, urls.Distinct().Count());
        Assert.All(References(bundle), reference => Assert.Contains(reference.Reference, urls));
        return (bundle, json);
    }

    private static IEnumerable<ResourceReference> References(Base element) =>
        element is ResourceReference reference ? [reference] : element.EnumerateElements().SelectMany(child => child.Value switch
        {
            Base one => References(one),
            IEnumerable<Base> many => many.SelectMany(References),
            _ => [],
        });

    private static async Task<Refusal> RefusedAsync(Guid id, CallInvoker who)
    {
        using var call = new Contracts.FhirExport.FhirExportClient(who).ExportPerson(new() { Id = id.ToString() }, cancellationToken: TestContext.Current.CancellationToken);
        return Refusal.From(await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(TestContext.Current.CancellationToken)));
    }
}
