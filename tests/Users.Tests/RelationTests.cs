using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Users.People;
using Person = PracticeAspire.Users.People.Person;
using Proxy = PracticeAspire.Users.Proxies.Proxy;

namespace PracticeAspire.Users.Tests;

/// <summary>Who learns and changes what about a patient, by what they are to them.</summary>
public sealed class RelationTests(UsersHost host) : IClassFixture<UsersHost>
{
    private Guid? deactivated;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Dictionary<string, Func<Scene, Task<bool>>> Doors { get; } = new()
    {
        ["practice.users.v1.People/GetPeople"] = async s => (await PeopleOf(s).GetPeopleAsync(new() { Ids = { s.Patient } }, cancellationToken: Ct)).People.Count > 0,
        ["practice.users.v1.People/GetContacts"] = s => DoneAsync(PeopleOf(s).GetContactsAsync(new() { PersonIds = { s.Patient } }, cancellationToken: Ct)),
        ["practice.users.v1.People/ListPlacesOfWork"] = s => DoneAsync(PeopleOf(s).ListPlacesOfWorkAsync(new() { PersonId = s.Patient }, cancellationToken: Ct)),
        ["practice.users.v1.People/FindDuplicates"] = s => DoneAsync(PeopleOf(s).FindDuplicatesAsync(new() { PersonId = s.Patient }, cancellationToken: Ct)),
        ["practice.users.v1.People/PreviewMerge"] = s => DoneAsync(PeopleOf(s).PreviewMergeAsync(new() { SurvivorId = s.Patient, MergedId = s.OtherPatient }, cancellationToken: Ct)),
        ["practice.users.v1.People/MergePatients"] = s => DoneAsync(PeopleOf(s).MergePatientsAsync(
            new() { RequestId = NewId(), SurvivorId = s.Patient, SurvivorVersion = 1, MergedId = s.OtherPatient, MergedVersion = 1 }, cancellationToken: Ct)),
        ["practice.users.v1.People/UndoMerge"] = s => DoneAsync(PeopleOf(s).UndoMergeAsync(new() { RequestId = NewId(), MergedId = s.Patient, MergedVersion = 1 }, cancellationToken: Ct)),
        ["practice.users.v1.People/ListMerged"] = s => DoneAsync(PeopleOf(s).ListMergedAsync(new() { SurvivorId = s.Patient }, cancellationToken: Ct)),
        ["practice.users.v1.Proxies/AppointProxy"] = s => DoneAsync(ProxiesOf(s).AppointProxyAsync(
            new() { RequestId = NewId(), PatientId = s.Patient, ProxyId = s.OtherPatient, Relationship = "PRN", Scopes = { "appointments" } }, cancellationToken: Ct)),
        ["practice.users.v1.Proxies/EndProxy"] = s => DoneAsync(ProxiesOf(s).EndProxyAsync(new() { Id = s.GrantOfSomebodyElse, Version = 1 }, cancellationToken: Ct)),
        ["practice.users.v1.Proxies/ListProxies"] = async s => (await ProxiesOf(s).ListProxiesAsync(new() { PatientId = s.Patient }, cancellationToken: Ct)).Proxies.Count > 0,
        ["practice.users.v1.Patients/GetPatient"] = s => DoneAsync(PatientsOf(s).GetPatientAsync(new() { Id = s.Patient }, cancellationToken: Ct)),
        ["practice.users.v1.Patients/CorrectPatient"] = s => DoneAsync(PatientsOf(s).CorrectPatientAsync(new() { Id = s.Patient, Version = 1 }, cancellationToken: Ct)),
        ["practice.users.v1.Patients/CheckCorrection"] = s => DoneAsync(PatientsOf(s).CheckCorrectionAsync(new() { Id = s.Patient, Version = 1 }, cancellationToken: Ct)),
        ["practice.users.v1.Patients/ListPatientContacts"] = s => DoneAsync(PatientsOf(s).ListPatientContactsAsync(new() { PatientId = s.Patient }, cancellationToken: Ct)),
        ["practice.users.v1.Patients/SavePatientContact"] = s => DoneAsync(PatientsOf(s).SavePatientContactAsync(new() { Id = NewId(), PatientId = s.Patient }, cancellationToken: Ct)),
        ["practice.users.v1.Patients/CheckPatientContact"] = s => DoneAsync(PatientsOf(s).CheckPatientContactAsync(new() { Id = NewId(), PatientId = s.Patient }, cancellationToken: Ct)),
        ["practice.users.v1.Patients/RemovePatientContact"] = s => DoneAsync(PatientsOf(s).RemovePatientContactAsync(new() { Id = NewId(), PatientId = s.Patient }, cancellationToken: Ct)),
        ["practice.users.v1.FhirExport/ExportPerson"] = async s =>
        {
            using var export = new Contracts.FhirExport.FhirExportClient(s.Calls).ExportPerson(new() { Id = s.Patient }, cancellationToken: Ct);
            return await export.ResponseStream.MoveNext(Ct);
        },
        ["practice.users.v1.Accounts/Invite"] = s => DoneAsync(AccountsOf(s).InviteAsync(new() { RequestId = NewId(), PersonId = s.Patient }, cancellationToken: Ct)),
        ["practice.users.v1.Accounts/CreateAccount"] = s => DoneAsync(AccountsOf(s).CreateAccountAsync(new() { PersonId = s.Patient }, cancellationToken: Ct)),
        ["practice.users.v1.Accounts/GetSignIn"] = s => DoneAsync(AccountsOf(s).GetSignInAsync(new() { PersonId = s.Patient }, cancellationToken: Ct)),
        ["practice.users.v1.Accounts/RemoveSecondFactor"] = s => DoneAsync(AccountsOf(s).RemoveSecondFactorAsync(new() { PersonId = s.Patient }, cancellationToken: Ct)),
        ["practice.users.v1.LinkedIdentities/ListIdentities"] = s => DoneAsync(LinksOf(s).ListIdentitiesAsync(new() { PersonId = s.Patient }, cancellationToken: Ct)),
        ["practice.users.v1.LinkedIdentities/LinkIdentity"] = s => DoneAsync(LinksOf(s).LinkIdentityAsync(new() { PersonId = s.Patient, Subject = "4711" }, cancellationToken: Ct)),
        ["practice.users.v1.Audit/ListEntries"] = s => DoneAsync(new Contracts.Audit.AuditClient(s.Calls).ListEntriesAsync(new() { PersonId = s.Patient }, cancellationToken: Ct)),
        ["practice.users.v1.Colleagues/SaveColleague"] = s => DoneAsync(ColleaguesOf(s).SaveColleagueAsync(new() { Id = s.Patient, Version = 1, Roles = { Roles.Nurse } }, cancellationToken: Ct)),
        ["practice.users.v1.Colleagues/Deactivate"] = s => DoneAsync(ColleaguesOf(s).DeactivateAsync(new() { PersonId = s.Patient, Version = 1 }, cancellationToken: Ct)),
        ["practice.users.v1.Colleagues/Reactivate"] = s => DoneAsync(ColleaguesOf(s).ReactivateAsync(new() { PersonId = s.Patient, Version = 1 }, cancellationToken: Ct)),
    };

    [Fact]
    public async Task Every_door_answers_as_the_document_says_by_what_one_is_to_the_patient() =>
        Assert.Empty(await ByRelation.AtEveryDoorAsync(AppNames.Users, SetAsync, Doors, Ct));

    [Fact]
    public async Task No_door_that_takes_something_of_a_patient_is_missing_in_the_document() =>
        Assert.Empty(await ByRelation.UnknownDoorsAsync(host, AppNames.Users, Ct));

    private static string NewId() => Guid.CreateVersion7().ToString();

    private static Contracts.People.PeopleClient PeopleOf(Scene scene) => new(scene.Calls);

    private static Contracts.Proxies.ProxiesClient ProxiesOf(Scene scene) => new(scene.Calls);

    private static Contracts.Patients.PatientsClient PatientsOf(Scene scene) => new(scene.Calls);

    private static Contracts.Accounts.AccountsClient AccountsOf(Scene scene) => new(scene.Calls);

    private static Contracts.LinkedIdentities.LinkedIdentitiesClient LinksOf(Scene scene) => new(scene.Calls);

    private static Contracts.Colleagues.ColleaguesClient ColleaguesOf(Scene scene) => new(scene.Calls);

    private static async Task<bool> DoneAsync<TReply>(AsyncUnaryCall<TReply> call)
    {
        await call;
        return true;
    }

    private async Task<Scene> SetAsync(string caller)
    {
        var now = host.Clock.GetCurrentInstant();
        var (patient, person, other, somebody) = (NewPatient(), NewPatient(), NewPatient(), NewPatient());
        var theirs = Proxy.Appoint(patient.Id, somebody.Id, "PRN", ["appointments"], null, Guid.CreateVersion7(), now);
        await host.InDatabase(db =>
        {
            db.AddRange(patient, person, other, somebody, theirs);
            if (caller is ByRelation.Proxy or ByRelation.ProxyForElse or ByRelation.EndedProxy)
            {
                var grant = Proxy.Appoint(patient.Id, person.Id, "PRN", [caller is ByRelation.ProxyForElse ? "records" : "appointments"], null, Guid.CreateVersion7(), now);
                if (caller is ByRelation.EndedProxy)
                    grant.End(now);
                db.Add(grant);
            }

            return db.SaveChangesAsync(Ct);
        });

        var asks = caller is ByRelation.Self ? patient.Id : caller is ByRelation.Deactivated ? deactivated ??= await DeactivateAsync(person.Id) : person.Id;
        return new Scene(
            host.As(asks, ByRelation.Relations.Contains(caller) ? Roles.Patient : caller), (caller is ByRelation.Deactivated ? asks : patient.Id).ToString(), other.Id.ToString(), theirs.Id.ToString());
    }

    private static Person NewPatient() => Person.With([Roles.Patient], new PersonalDetails("Lou", "Example") { BirthDate = new LocalDate(1990, 1, 2), Gender = "unknown" });

    private async Task<Guid> DeactivateAsync(Guid person)
    {
        await new Contracts.Colleagues.ColleaguesClient(host.As(Guid.CreateVersion7(), Roles.Administrator)).DeactivateAsync(new() { PersonId = person.ToString(), Version = 1 }, cancellationToken: Ct);

        // Tokens of tests are issued by the clock on the wall.
        await host.InDatabase(db => db.Revocations.Where(r => r.Subject == person).ExecuteUpdateAsync(set => set.SetProperty(r => r.At, SystemClock.Instance.GetCurrentInstant()), Ct));
        var rules = host.Services.GetRequiredService<AccessRules>();
        await Eventually.Is(() => Task.FromResult(rules.IsRevoked(person, DateTimeOffset.UtcNow.AddMinutes(-1))), gone => gone, "the decision to be seen");
        return person;
    }

    private sealed record Scene(CallInvoker Calls, string Patient, string OtherPatient, string GrantOfSomebodyElse);
}
