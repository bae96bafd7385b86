using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Users.Tests.FhirImport;

namespace PracticeAspire.Users.Tests.Patients;

public sealed class PatientContactTests(UsersHost host) : IClassFixture<UsersHost>
{
    private readonly Guid receptionist = Guid.CreateVersion7();

    private Contracts.Patients.PatientsClient Desk => new(host.As(receptionist, Roles.Receptionist));

    private Contracts.People.PeopleClient People => new(host.As(receptionist, Roles.Receptionist));

    [Fact]
    public async Task A_contact_is_added_once_changed_and_removed_and_each_is_in_the_log()
    {
        var patient = await RegisterAsync("Anna");
        var mother = Mother(patient);
        var added = await Desk.SavePatientContactAsync(mother);
        Assert.Equal(added, await Desk.SavePatientContactAsync(mother));
        Assert.Equal(added, Assert.Single(await ListAsync(patient)));
        Assert.Equal(("Ana Núñez", 1L, true), (added.DisplayName, added.Version, added.Current));

        added.Until = "2020-01-01";
        var changed = await Desk.SavePatientContactAsync(added);
        Assert.Equal((2L, false), (changed.Version, changed.Current));
        Assert.Equal(2, (await Desk.SavePatientContactAsync(added)).Version);

        await Desk.RemovePatientContactAsync(new() { PatientId = patient, Id = changed.Id, Version = 2 });
        await Desk.RemovePatientContactAsync(new() { PatientId = patient, Id = changed.Id, Version = 2 });
        Assert.Empty(await ListAsync(patient));
        var acts = await host.InDatabase(db => db.Set<AuditEntry>().Where(e => e.Subject == patient && e.Action.StartsWith("contact.")).OrderBy(e => e.Position).ToListAsync());
        Assert.Equal(["contact.added", "contact.changed", "contact.removed"], acts.Select(a => a.Action));
        Assert.All(acts, a => Assert.DoesNotContain("Núñez", a.Details, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_version_someone_else_has_replaced_is_refused()
    {
        var patient = await RegisterAsync("Berta");
        var seen = await Desk.SavePatientContactAsync(Mother(patient));
        var faster = seen.Clone();
        faster.Email = "faster@example.org";
        await Desk.SavePatientContactAsync(faster);

        seen.FamilyName = "Slower";
        Assert.Equal((RefusalKind.Stale, 2L), await KindAndVersion(async () => await Desk.SavePatientContactAsync(seen)));
        Assert.Equal((RefusalKind.Stale, 2L), await KindAndVersion(async () => await Desk.RemovePatientContactAsync(new() { PatientId = patient, Id = seen.Id, Version = 1 })));
        Assert.Equal(("Núñez", "faster@example.org"), (await ListAsync(patient)).Select(c => (c.FamilyName, c.Email)).Single());
    }

    [Fact]
    public async Task Whom_to_call_first_stands_first_and_who_is_no_longer_called_last()
    {
        var patient = await RegisterAsync("Cora");
        foreach (var (family, relationship, until) in new[] { ("Zeta", "FRND", ""), ("Young", Relationships.EmergencyContact, ""), ("Alpha", Relationships.EmergencyContact, "2019-12-31"), ("Beta", "Her landlord", "") })
        {
            var contact = Mother(patient);
            (contact.FamilyName, contact.Until) = (family, until);
            contact.Relationships.Clear();
            contact.Relationships.Add(relationship);
            await Desk.SavePatientContactAsync(contact);
        }

        Assert.Equal([("Young", true), ("Beta", true), ("Zeta", true), ("Alpha", false)], (await ListAsync(patient)).Select(c => (c.FamilyName, c.Current)));
    }

    public static TheoryData<string, Action<PatientContact>, string> Wrong => new()
    {
        { "family_name", c => (c.GivenNames, c.FamilyName) = ("", ""), "Enter a name" },
        { "given_names", c => c.GivenNames = "A\u200bna", "cannot be seen" },
        { "relationships", c => c.Relationships.Clear(), "what they are" },
        { "relationships", c => c.Relationships.Add(new string('x', 101)), "at most 100" },
        { "phones.0", c => c.Phones[0].Number = "12", "not a telephone number" },
        { "email", c => c.Email = "@", "not an e-mail address" },
        { "address.state", c => c.Address = new() { State = new string('x', 101) }, "at most 100" },
        { "from", c => c.From = "yesterday", "a day such as" },
        { "until", c => (c.From, c.Until) = ("2026-02-01", "2026-01-31"), "before it begins" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Says_which_field_is_wrong_and_adds_nobody(string field, Action<PatientContact> spoil, string sentence)
    {
        var patient = await RegisterAsync("Dora");
        var contact = Mother(patient);
        spoil(contact);
        var problem = Assert.Single((await Desk.CheckPatientContactAsync(contact)).Problems);
        Assert.Equal(field, problem.Field);
        Assert.Contains(sentence, problem.Sentence, StringComparison.Ordinal);
        Assert.Equal(problem.Sentence, Refusal.From(await Assert.ThrowsAsync<RpcException>(async () => await Desk.SavePatientContactAsync(contact))).Sentence);
        Assert.Empty(await ListAsync(patient));
    }

    [Fact]
    public async Task Contacts_of_both_records_are_the_merged_patients_and_undoing_gives_each_its_own()
    {
        var (stays, goes) = (await RegisterAsync("Emil"), await RegisterAsync("Emile"));
        var (mother, father) = (await Desk.SavePatientContactAsync(Mother(stays)), await Desk.SavePatientContactAsync(Mother(goes)));
        var preview = await People.PreviewMergeAsync(new() { SurvivorId = stays, MergedId = goes });
        Assert.Equal([("1", "1", "2")], preview.Fields.Where(f => f.Name == "contacts").Select(f => (f.Survivor, f.Merged, f.Result)));
        await People.MergePatientsAsync(new() { RequestId = Guid.CreateVersion7().ToString(), SurvivorId = stays, SurvivorVersion = 1, MergedId = goes, MergedVersion = 1 });

        Assert.Equal(new[] { mother.Id, father.Id }.Order(), (await ListAsync(stays)).Select(c => c.Id).Order());
        Assert.Equal(RefusalKind.NotFound, (await KindAndVersion(async () => await Desk.ListPatientContactsAsync(new() { PatientId = goes }))).Kind);
        Assert.Equal(RefusalKind.NotFound, (await KindAndVersion(async () => await Desk.SavePatientContactAsync(Mother(goes)))).Kind);

        // What was the other record's is changed at the survivor, and what is added meanwhile is the survivor's.
        var corrected = (await ListAsync(stays)).Single(c => c.Id == father.Id);
        Assert.Equal(stays, corrected.PatientId);
        corrected.Email = "father@example.org";
        await Desk.SavePatientContactAsync(corrected);
        var friend = await Desk.SavePatientContactAsync(Mother(stays));

        await People.UndoMergeAsync(new() { RequestId = Guid.CreateVersion7().ToString(), MergedId = goes, MergedVersion = (await People.ListMergedAsync(new() { SurvivorId = stays })).Merged.Single().Version });
        Assert.Equal(new[] { mother.Id, friend.Id }.Order(), (await ListAsync(stays)).Select(c => c.Id).Order());
        Assert.Equal((father.Id, "father@example.org"), (await ListAsync(goes)).Select(c => (c.Id, c.Email)).Single());
    }

    [Fact]
    public async Task Somebody_elses_contact_is_not_found()
    {
        var (one, other) = (await RegisterAsync("Frida"), await RegisterAsync("Fritz"));
        var contact = await Desk.SavePatientContactAsync(Mother(one));
        contact.PatientId = other;
        contact.Email = "x@example.org";
        Assert.Equal(RefusalKind.NotFound, (await KindAndVersion(async () => await Desk.SavePatientContactAsync(contact))).Kind);
        await Desk.RemovePatientContactAsync(new() { PatientId = other, Id = contact.Id, Version = 1 });
        Assert.Single(await ListAsync(one));
    }

    [Fact]
    public async Task A_contact_that_was_imported_and_removed_stays_removed()
    {
        var bundle = Import.Bundle(Import.Patient("g-child"), Network.Related("g-mother", Network.To("Patient/g-child")));
        await host.ImportAsync(bundle);
        var patient = (await host.InDatabase(db => db.Identifiers.SingleAsync(i => i.Value == "g-child"))).PersonId.ToString();
        var mother = Assert.Single(await ListAsync(patient));
        await Desk.RemovePatientContactAsync(new() { PatientId = patient, Id = mother.Id, Version = mother.Version });
        await host.ImportAsync(bundle);
        Assert.Empty(await ListAsync(patient));
    }

    [Fact]
    public async Task A_contact_gives_nobody_access_to_anything()
    {
        var patient = await RegisterAsync("Gerd");
        var contact = await Desk.SavePatientContactAsync(Mother(patient));
        var mother = new Contracts.Patients.PatientsClient(host.As(Guid.Parse(contact.Id), Roles.Patient));
        Assert.Equal(RefusalKind.NotAllowed, (await KindAndVersion(async () => await mother.GetPatientAsync(new() { Id = patient }))).Kind);
        Assert.Empty((await new Contracts.People.PeopleClient(host.As(Guid.Parse(contact.Id), Roles.Patient)).GetPeopleAsync(new() { Ids = { patient } })).People);
    }

    private static PatientContact Mother(string patient) => new()
    {
        Id = Guid.CreateVersion7().ToString(),
        PatientId = patient,
        GivenNames = "Ana",
        FamilyName = "Núñez",
        Relationships = { "MTH", Relationships.EmergencyContact },
        Phones = { new PhoneNumber { Number = "555 0134", Use = "mobile" } },
    };

    private async Task<IReadOnlyList<PatientContact>> ListAsync(string patient) => (await Desk.ListPatientContactsAsync(new() { PatientId = patient })).Contacts;

    private async Task<string> RegisterAsync(string given) =>
        (await People.RegisterPatientAsync(new() { Id = Guid.CreateVersion7().ToString(), GivenNames = given, FamilyName = "Kind", BirthDate = "2010-02-28" })).Patient.Id;

    private static async Task<(RefusalKind Kind, long? Version)> KindAndVersion(Func<Task> attempt)
    {
        var refusal = Refusal.From(await Assert.ThrowsAsync<RpcException>(attempt));
        return (refusal.Kind, refusal.CurrentVersion);
    }
}
