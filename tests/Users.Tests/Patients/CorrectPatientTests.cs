using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Users.Tests.FhirImport;

namespace PracticeAspire.Users.Tests.Patients;

public sealed class CorrectPatientTests(UsersHost host) : IClassFixture<UsersHost>
{
    private readonly Guid receptionist = Guid.CreateVersion7();

    private Contracts.Patients.PatientsClient Desk => new(host.As(receptionist, Roles.Receptionist));

    private Contracts.People.PeopleClient People => new(host.As(receptionist, Roles.Receptionist));

    [Fact]
    public async Task Everything_the_desk_writes_down_is_there_again_and_announced_by_id_only()
    {
        var patient = await Desk.GetPatientAsync(new() { Id = await RegisterAsync("Anna", "Schmidt") });
        Fill(patient);
        var saved = await Desk.CorrectPatientAsync(patient);
        Assert.Equal(2, saved.Version);
        Assert.Equal("Anna-Maria Schmidt", saved.DisplayName);

        patient.Version = saved.Version;
        patient.DisplayName = saved.DisplayName;
        Assert.Equal(patient, await Desk.GetPatientAsync(new() { Id = patient.Id }));

        var announced = await host.InDatabase(db => db.Set<OutboxEntry>().Where(e => e.Data.Contains(patient.Id)).OrderBy(e => e.Position).ToListAsync());
        Assert.Equal(["users.patient-registered.v1", "users.patient-registered.v1"], announced.Select(e => e.Topic));
        Assert.All(announced, e => Assert.DoesNotContain("Schmidt", e.Data, StringComparison.Ordinal));
        Assert.All(announced, e => Assert.DoesNotContain("Lindenweg", e.Data, StringComparison.Ordinal));
        var act = await host.InDatabase(db => db.Set<AuditEntry>().SingleAsync(e => e.Action == "patient.corrected" && e.Subject == patient.Id));
        Assert.Equal((receptionist.ToString(), "{}"), (act.Actor, act.Details));
    }

    [Fact]
    public async Task A_version_someone_else_has_replaced_is_refused_and_nothing_is_saved()
    {
        var seen = await Desk.GetPatientAsync(new() { Id = await RegisterAsync("Bert", "Kaiser") });
        var faster = seen.Clone();
        faster.Email = "bert@example.org";
        await Desk.CorrectPatientAsync(faster);

        seen.PreferredName = "Berti";
        var refusal = await RefusedAsync(async () => await Desk.CorrectPatientAsync(seen));
        Assert.Equal((RefusalKind.Stale, 2L), (refusal.Kind, refusal.CurrentVersion));
        Assert.Equal("", (await Desk.GetPatientAsync(new() { Id = seen.Id })).PreferredName);
    }

    [Fact]
    public async Task Two_who_save_at_once_do_not_overwrite_each_other()
    {
        var seen = await Desk.GetPatientAsync(new() { Id = await RegisterAsync("Berta", "Kaiser") });
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async n =>
        {
            var mine = seen.Clone();
            mine.Email = $"berta{n}@example.org";
            try
            {
                return (await Desk.CorrectPatientAsync(mine)).Version;
            }
            catch (RpcException refused)
            {
                Assert.Equal(RefusalKind.Stale, Refusal.From(refused).Kind);
                return 0;
            }
        }));
        Assert.Equal(2, Assert.Single(answers, v => v > 0));
    }

    [Fact]
    public async Task Saving_the_same_twice_saves_once()
    {
        var patient = await Desk.GetPatientAsync(new() { Id = await RegisterAsync("Cora", "Lang") });
        Fill(patient);
        Assert.Equal(2, (await Desk.CorrectPatientAsync(patient)).Version);
        Assert.Equal(2, (await Desk.CorrectPatientAsync(patient)).Version);
    }

    [Fact]
    public async Task By_the_former_and_the_preferred_name_they_are_found_still()
    {
        var patient = await Desk.GetPatientAsync(new() { Id = await RegisterAsync("Dora", "Mädchenname") });
        (patient.FamilyName, patient.PreferredName) = ("Neumann", "Dodo");
        await Desk.CorrectPatientAsync(patient);
        foreach (var text in new[] { "dora neumann", "madchenname", "dodo" })
            Assert.Equal([patient.Id], (await People.FindPatientsAsync(new() { Text = text })).Patients.Select(p => p.Id));
    }

    [Fact]
    public async Task By_each_of_their_numbers_they_are_found_and_taken_for_the_same()
    {
        var patient = await Desk.GetPatientAsync(new() { Id = await RegisterAsync("Dana", "Telefon") });
        patient.Phones.Add([new() { Number = "0221 806501" }, new() { Number = "+49 171 806502", Use = "mobile" }, new() { Number = "0221 806503", Use = "work" }]);
        await Desk.CorrectPatientAsync(patient);

        foreach (var text in new[] { "806501", "171 806502", "806502", "telefon 6503" })
            Assert.Equal([patient.Id], (await People.FindPatientsAsync(new() { Text = text })).Patients.Select(p => p.Id));
        Assert.Empty((await People.FindPatientsAsync(new() { Text = "80650149171" })).Patients); // not across two numbers

        foreach (var phone in new[] { "0221 806501", "0171 806502", "+49 221 806503" })
            Assert.Equal([patient.Id], (await People.FindDuplicatesAsync(new() { GivenNames = "Dana", FamilyName = "Telefon", Phone = phone })).Duplicates.Select(d => d.Person.Id));

        var again = await RegisterAsync("Dana", "Telefonn", phone: "0171 806502");
        Assert.Contains("Same telephone number", (await People.FindDuplicatesAsync(new() { PersonId = patient.Id })).Duplicates.Single(d => d.Person.Id == again).Reasons);
    }

    public static TheoryData<string, Action<PatientDetails>, string> Wrong => new()
    {
        { "family_name", p => (p.GivenNames, p.FamilyName) = (" ", "\u00a0"), "Enter a name" },
        { "preferred_name", p => p.PreferredName = new string('x', 201), "at most 200" },
        { "birth_date", p => p.BirthDate = "2999-01-01", "in the future" },
        { "birth_date", p => p.BirthDate = "soon", "as a day such as" },
        { "administrative_gender", p => p.AdministrativeGender = "F", "must be male" },
        { "phones.1", p => p.Phones[1].Number = "call me", "not a telephone number" },
        { "phones.0", p => p.Phones[0].Use = "pigeon", "must be home" },
        { "phones", p => p.Phones.Add(Enumerable.Range(0, 5).Select(n => new PhoneNumber { Number = $"555 000{n}" })), "at most 5" },
        { "email", p => p.Email = "anna at home", "not an e-mail address" },
        { "language", p => p.Language = "Plattdeutsch!", "not a language tag" },
        { "address.lines", p => p.Address.Lines[0] = new string('x', 201), "The street may have at most 200" },
        { "address.city", p => p.Address.City = "Köl\u202en", "cannot be seen" },
        { "address.postal_code", p => p.Address.PostalCode = new string('1', 21), "at most 20" },
        { "address.country", p => p.Address.Country = new string('x', 61), "at most 60" },
        { "marital_status", p => p.MaritalStatus = "Z", "from the list" },
        { "died_on", p => p.DiedOn = "2999-01-01", "in the future" },
        { "died_on", p => p.DiedOn = "1970-01-01", "before the birth date" },
        { "died_on", p => p.DiedOn = "soon", "as a day such as" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Says_which_field_is_wrong_and_saves_nothing(string field, Action<PatientDetails> spoil, string sentence)
    {
        var patient = await Desk.GetPatientAsync(new() { Id = await RegisterAsync("Emil", "Roth") });
        var before = patient.Clone();
        Fill(patient);
        spoil(patient);

        var problem = Assert.Single((await Desk.CheckCorrectionAsync(patient)).Problems);
        Assert.Equal(field, problem.Field);
        Assert.Contains(sentence, problem.Sentence, StringComparison.Ordinal);
        Assert.Equal(problem.Sentence, (await RefusedAsync(async () => await Desk.CorrectPatientAsync(patient))).Sentence);
        Assert.Equal(before, await Desk.GetPatientAsync(new() { Id = patient.Id }));
    }

    [Fact]
    public async Task Who_is_no_patient_or_was_merged_away_is_not_found()
    {
        var (stays, goes) = (await RegisterAsync("Fritz", "Haas"), await RegisterAsync("Fritz", "Has"));
        await People.MergePatientsAsync(new() { RequestId = Guid.CreateVersion7().ToString(), SurvivorId = stays, SurvivorVersion = 1, MergedId = goes, MergedVersion = 1 });
        await host.ImportAsync(Import.Bundle(Network.Practitioner("n1")));
        var doctor = await host.InDatabase(db => db.Identifiers.Where(i => i.Value == "n1").Select(i => i.PersonId).SingleAsync());
        foreach (var id in new[] { goes, doctor.ToString(), Guid.CreateVersion7().ToString() })
        {
            Assert.Equal(RefusalKind.NotFound, (await RefusedAsync(async () => await Desk.GetPatientAsync(new() { Id = id }))).Kind);
            Assert.Equal(RefusalKind.NotFound, (await RefusedAsync(async () => await Desk.CorrectPatientAsync(new() { Id = id, Version = 1, FamilyName = "X" }))).Kind);
        }
    }

    [Fact]
    public async Task An_import_brings_address_and_numbers_and_does_not_erase_what_the_desk_knows_besides()
    {
        const string more = """
            , "address": [{ "use": "old", "city": "Elsewhere" }, { "line": ["924 Osinski Meadow", "Unit 27"], "city": "Wilmington", "state": "Massachusetts", "postalCode": "01887", "country": "US" }],
            "telecom": [{ "system": "phone", "value": "555-397-1190", "use": "home" }, { "system": "phone", "value": "555-397-1199", "use": "mobile" }],
            "maritalStatus": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", "code": "M" }], "text": "M" },
            "deceasedDateTime": "2020-07-19T11:50:40+00:00"
            """;
        var bundle = Import.Bundle(Import.Patient("d1", """[{ "use": "official", "family": "Wyman", "given": ["Alfreda"] }, { "use": "usual", "text": "Freda" }, { "use": "maiden", "family": "Deckow" }]""", more: more));
        await host.ImportAsync(bundle);
        var id = await host.InDatabase(db => db.Identifiers.Where(i => i.Value == "d1").Select(i => i.PersonId).SingleAsync());
        var patient = await Desk.GetPatientAsync(new() { Id = id.ToString() });
        Assert.Equal(["924 Osinski Meadow", "Unit 27"], patient.Address.Lines);
        Assert.Equal(("Wilmington", "Massachusetts", "01887", "US"), (patient.Address.City, patient.Address.State, patient.Address.PostalCode, patient.Address.Country));
        Assert.Equal([("555-397-1190", "home"), ("555-397-1199", "mobile")], patient.Phones.Select(p => (p.Number, p.Use)));
        Assert.Equal(("Freda", "M", true, "2020-07-19"), (patient.PreferredName, patient.MaritalStatus, patient.Died, patient.DiedOn));

        patient.Phones.Insert(0, new PhoneNumber { Number = "555 777", Use = "work" });
        (patient.PreferredName, patient.Email) = ("Freddie", "freda@example.org");
        await Desk.CorrectPatientAsync(patient);
        await host.ImportAsync(bundle);
        var again = await Desk.GetPatientAsync(new() { Id = id.ToString() });
        Assert.Equal(["555-397-1190", "555-397-1199", "555 777"], again.Phones.Select(p => p.Number));
        Assert.Equal(("Freda", "freda@example.org"), (again.PreferredName, again.Email));
        Assert.Equal(1, (await host.ImportAsync(bundle)).Unchanged);
    }

    [Fact]
    public async Task Merging_takes_over_what_only_the_other_record_knew_and_undoing_gives_it_back()
    {
        var (stays, goes) = (await RegisterAsync("Gerd", "Blum"), await RegisterAsync("Gerd", "Blumm"));
        var other = await Desk.GetPatientAsync(new() { Id = goes });
        (Fill(other).GivenNames, other.FamilyName) = ("Gerd", "Blumm");
        other = await Desk.CorrectPatientAsync(other);
        var before = await Desk.GetPatientAsync(new() { Id = stays });

        var preview = await People.PreviewMergeAsync(new() { SurvivorId = stays, MergedId = goes });
        Assert.Equal(("", "Lindenweg 4, Hinterhaus, Köln, Ehrenfeld, NRW 50823, DE"), Row("address"));
        Assert.Equal(("", "0221 77 (work), +49 171 99 (mobile)"), Row("other_phones"));
        (string, string) Row(string name) => preview.Fields.Where(f => f.Name == name).Select(f => (f.Survivor, f.Result)).Single();
        await People.MergePatientsAsync(new() { RequestId = Guid.CreateVersion7().ToString(), SurvivorId = stays, SurvivorVersion = 1, MergedId = goes, MergedVersion = 2 });

        var merged = await Desk.GetPatientAsync(new() { Id = stays });
        Assert.Equal(other.Address, merged.Address);
        Assert.Equal(other.Phones, merged.Phones);
        Assert.Equal((other.PreferredName, other.MaritalStatus), (merged.PreferredName, merged.MaritalStatus));

        // What is corrected while they are one stays with the survivor.
        merged.MaritalStatus = "W";
        await Desk.CorrectPatientAsync(merged);
        var version = (await People.ListMergedAsync(new() { SurvivorId = stays })).Merged.Single().Version;
        await People.UndoMergeAsync(new() { RequestId = Guid.CreateVersion7().ToString(), MergedId = goes, MergedVersion = version });
        var apart = await Desk.GetPatientAsync(new() { Id = stays });
        (before.Version, before.MaritalStatus) = (apart.Version, "W");
        Assert.Equal(before, apart);
        Assert.Equal(other.Address, (await Desk.GetPatientAsync(new() { Id = goes })).Address);
    }

    private static PatientDetails Fill(PatientDetails patient)
    {
        (patient.GivenNames, patient.PreferredName, patient.BirthDate, patient.AdministrativeGender) = ("Anna-Maria", "Annemie", "1980-02-29", "female");
        patient.Phones.Clear();
        patient.Phones.Add([new() { Number = "0221 4711", Use = "home" }, new() { Number = "0221 77", Use = "work" }, new() { Number = "+49 171 99", Use = "mobile" }]);
        (patient.Email, patient.Language, patient.MaritalStatus) = ("anna@example.org", "de", "M");
        patient.Address = new() { Lines = { "Lindenweg 4", "Hinterhaus" }, City = "Köln", District = "Ehrenfeld", State = "NRW", PostalCode = "50823", Country = "DE" };
        return patient;
    }

    private async Task<string> RegisterAsync(string given, string family, string phone = "") =>
        (await People.RegisterPatientAsync(new() { Id = Guid.CreateVersion7().ToString(), GivenNames = given, FamilyName = family, BirthDate = "1980-02-29", Phone = phone })).Patient.Id;

    private static async Task<Refusal> RefusedAsync(Func<Task> attempt) => Refusal.From(await Assert.ThrowsAsync<RpcException>(attempt));
}
