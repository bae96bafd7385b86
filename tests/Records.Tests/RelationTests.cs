using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Records.Tests.Attachments;
using PracticeAspire.Records.Tests.Drafts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Records.Tests;

/// <summary>Who sees, writes and decides about a patient's record, by what they are to them.</summary>
public sealed class RelationTests(DraftsHost host) : IClassFixture<DraftsHost>
{
    private const string Treating = "treating doctor";
    private const string LetIn = "doctor let in";
    private const string Emergency = "doctor in an emergency";
    private const string KeptOut = "doctor kept out";

    private readonly List<Guid> deactivated = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Dictionary<string, Func<Scene, Task<bool>>> Doors => new()
    {
        ["practice.records.v1.Charts/GetChart"] = async scene => (await ChartsOf(scene).GetChartAsync(new() { PatientId = scene.Patient })).Newest.Count > 0,
        ["practice.records.v1.Charts/ListEntries"] = async scene => (await ChartsOf(scene).ListEntriesAsync(new() { PatientId = scene.Patient })).Entries.Count > 0,
        ["practice.records.v1.Charts/GetEntry"] = async scene =>
            (await ChartsOf(scene).GetEntryAsync(new() { PatientId = scene.Patient, EntryId = scene.Note })).Entry.Id == scene.Note,
        ["practice.records.v1.Charts/GetTrend"] = async scene =>
            (await ChartsOf(scene).GetTrendAsync(new() { PatientId = scene.Patient, System = Pulse.System, Code = Pulse.Code })).Points.Count > 0,
        ["practice.records.v1.Entries/AddEntry"] = async scene => (await EntriesOf(scene).AddEntryAsync(
            new() { Id = NewId(), PatientId = scene.Patient, HappenedAt = Now, Content = RecordsHost.Note("More.") })).Version == 1,
        ["practice.records.v1.Entries/AmendEntry"] = async scene => (await EntriesOf(scene).AmendEntryAsync(
            new() { RequestId = NewId(), PatientId = scene.Patient, EntryId = scene.Note, Version = 1, HappenedAt = Now, Content = RecordsHost.Note("Else."), Reason = "Misheard." })).Version == 2,
        ["practice.records.v1.Entries/SignEntry"] = async scene =>
            (await EntriesOf(scene).SignEntryAsync(new() { PatientId = scene.Patient, EntryId = scene.Note, Version = 1 })).SignedAt is not null,
        ["practice.records.v1.Entries/RetractEntry"] = async scene => (await EntriesOf(scene).RetractEntryAsync(
            new() { PatientId = scene.Patient, EntryId = scene.Note, Version = 1, Reason = "Of somebody else." })).RetractedBecause.Length > 0,
        ["practice.records.v1.Attachments/AddAttachment"] = async scene =>
            (await AttachmentsOf(scene).SendAsync(host.About(Guid.Parse(scene.Patient)), GivenFiles.Gif)).Version == 1,
        ["practice.records.v1.Attachments/ReadAttachment"] = async scene =>
        {
            using var call = AttachmentsOf(scene).ReadAttachment(new() { PatientId = scene.Patient, EntryId = scene.File });
            return await call.ResponseStream.MoveNext(Ct);
        },
        ["practice.records.v1.Drafts/GetDraft"] = async scene => await DraftsOf(scene).GetDraftAsync(new() { PatientId = scene.Patient }) is not null,
        ["practice.records.v1.Drafts/SaveDraft"] = async scene =>
            (await DraftsOf(scene).SaveDraftAsync(new() { PatientId = scene.Patient, Content = RecordsHost.Note("Hal"), HappenedAt = Now })).Etag.Length > 0,
        ["practice.records.v1.Drafts/DiscardDraft"] = async scene => await DraftsOf(scene).DiscardDraftAsync(new() { PatientId = scene.Patient }) is not null,
        ["practice.records.v1.RecordAccess/GetStanding"] = async scene => (await AccessOf(scene).GetStandingAsync(new() { PatientId = scene.Patient })).Basis.Length > 0,
        ["practice.records.v1.RecordAccess/RequestAccess"] = async scene => (await AccessOf(scene).RequestAccessAsync(Wish(scene.Patient))).Status == "asked",
        ["practice.records.v1.RecordAccess/ListRequests"] = async scene => (await AccessOf(scene).ListRequestsAsync(new() { PatientId = scene.Patient })).Requests.Count > 0,
        ["practice.records.v1.RecordAccess/ApproveRequest"] = async scene =>
            (await AccessOf(scene).ApproveRequestAsync(new() { Id = scene.Asked, EndsAt = Later })).Status == "approved",
        ["practice.records.v1.RecordAccess/DenyRequest"] = async scene => (await AccessOf(scene).DenyRequestAsync(new() { Id = scene.Asked })).Status == "denied",
        ["practice.records.v1.RecordAccess/EndAccess"] = async scene =>
        {
            await OwnerOf(scene).ApproveRequestAsync(new() { Id = scene.Asked, EndsAt = Later });
            return (await AccessOf(scene).EndAccessAsync(new() { Id = scene.Asked })).Status == "ended";
        },
        ["practice.records.v1.RecordAccess/BreakGlass"] = async scene =>
            (await AccessOf(scene).BreakGlassAsync(Unconscious(scene.Patient))).PatientId == scene.Patient,
        ["practice.records.v1.RecordAccess/ListGlassBreaks"] = async scene =>
        {
            await BrokenBySomebodyAsync(scene.Patient);
            return (await AccessOf(scene).ListGlassBreaksAsync(new() { PatientId = scene.Patient })).GlassBreaks.Count > 0;
        },
        ["practice.records.v1.RecordAccess/ReviewGlassBreak"] = async scene =>
        {
            var glass = await BrokenBySomebodyAsync(scene.Patient);
            return (await AccessOf(scene).ReviewGlassBreakAsync(new() { Id = glass.Id, Justified = true, Comment = "As it should be." })).Justified;
        },
        ["practice.records.v1.RecordAccess/KeepOut"] = async scene =>
            (await AccessOf(scene).KeepOutAsync(new() { PatientId = scene.Patient, PersonId = NewId() })).PatientId == scene.Patient,
        ["practice.records.v1.RecordAccess/LetInAgain"] = async scene =>
            (await AccessOf(scene).LetInAgainAsync(new() { PatientId = scene.Patient, PersonId = scene.KeptOut })).PersonId == scene.KeptOut,
        ["practice.records.v1.RecordAccess/ListKeptOut"] = async scene => (await AccessOf(scene).ListKeptOutAsync(new() { PatientId = scene.Patient })).KeptOut.Count > 0,
        ["practice.records.v1.Ledger/ListAccesses"] = async scene =>
            (await new Contracts.Ledger.LedgerClient(scene.Calls).ListAccessesAsync(new() { PatientId = scene.Patient })).Accesses.Count > 0,
        ["practice.records.v1.Ledger/GetProof"] = async scene =>
        {
            using var proof = new Contracts.Ledger.LedgerClient(scene.Calls).GetProof(new() { PatientId = scene.Patient });
            return await proof.ResponseStream.MoveNext(Ct);
        },
        ["practice.records.v1.Erasure/EraseRecord"] = async scene => (await new Contracts.Erasure.ErasureClient(scene.Calls).EraseRecordAsync(
            new() { PatientId = scene.Patient, Confirmation = scene.Patient, Reason = "patient-asked" })).Entries > 0,
        ["GET /fhir/Patient/{id}/$everything"] = scene => ReadsAsync(scene, $"/fhir/Patient/{scene.Patient}/$everything"),
        ["GET /fhir/Binary/{id}"] = scene => ReadsAsync(scene, $"/fhir/Binary/{scene.File}?_format=application/fhir%2Bjson", scene.File),
        ["GET /fhir/{type}"] = scene => ReadsAsync(scene, $"/fhir/DocumentReference?patient={scene.Patient}"),
        ["GET /fhir/{type}/{id}"] = scene => ReadsAsync(scene, $"/fhir/DocumentReference/{scene.Note}"),
    };

    private Google.Protobuf.WellKnownTypes.Timestamp Now => host.Clock.GetCurrentInstant().ToTimestamp();

    private Google.Protobuf.WellKnownTypes.Timestamp Later => (host.Clock.GetCurrentInstant() + Duration.FromDays(1)).ToTimestamp();

    private static Coding Pulse => new() { System = "http://loinc.org", Code = "8867-4", Display = "Heart rate" };

    [Fact]
    public async Task Every_door_answers_as_the_document_says_by_what_one_is_to_the_patient() =>
        Assert.Empty(await ByRelation.AtEveryDoorAsync(AppNames.Records, SetAsync, Doors, Ct));

    [Fact]
    public async Task No_door_that_takes_something_of_a_patient_is_missing_in_the_document() =>
        Assert.Empty(await ByRelation.UnknownDoorsAsync(host, AppNames.Records, Ct));

    private static string NewId() => Guid.CreateVersion7().ToString();

    private static Contracts.Charts.ChartsClient ChartsOf(Scene scene) => new(scene.Calls);

    private static Contracts.Entries.EntriesClient EntriesOf(Scene scene) => new(scene.Calls);

    private static Contracts.Attachments.AttachmentsClient AttachmentsOf(Scene scene) => new(scene.Calls);

    private static Contracts.Drafts.DraftsClient DraftsOf(Scene scene) => new(scene.Calls);

    private static RecordAccess.RecordAccessClient AccessOf(Scene scene) => new(scene.Calls);

    private RecordAccess.RecordAccessClient OwnerOf(Scene scene) => host.Access(Guid.Parse(scene.Patient), Roles.Patient);

    private RequestAccessRequest Wish(string patient) => new() { Id = NewId(), PatientId = patient, Reason = "Was asked for a second opinion.", WantedUntil = Later };

    private static BreakGlassRequest Unconscious(string patient) =>
        new() { Id = NewId(), PatientId = patient, Code = "unconscious", Reason = "Found on the stairs, does not answer." };

    private async Task<Contracts.GlassBreak> BrokenBySomebodyAsync(string patient) =>
        await host.Access(Guid.CreateVersion7(), Roles.Doctor).BreakGlassAsync(Unconscious(patient));

    // What a program is answered, in the words of the other doors.
    private async Task<bool> ReadsAsync(Scene scene, string path, string? said = null)
    {
        using var http = new HttpClient(host.Server.CreateHandler()) { BaseAddress = host.Server.BaseAddress };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", host.Issuer.ForPerson(scene.Person, [scene.Role]));
        using var answer = await http.GetAsync(path, Ct);
        return answer.StatusCode switch
        {
            HttpStatusCode.OK => (await answer.Content.ReadAsStringAsync(Ct)).Contains(said ?? scene.Note, StringComparison.Ordinal),
            HttpStatusCode.Forbidden => throw new RpcException(new Status(StatusCode.PermissionDenied, path)),
            HttpStatusCode.NotFound => throw new RpcException(new Status(StatusCode.NotFound, path)),
            HttpStatusCode.Unauthorized => throw new RpcException(new Status(StatusCode.Unauthenticated, path)),
            _ => throw new InvalidOperationException($"{path}: {answer.StatusCode}"),
        };
    }

    /// <summary>A patient with a note, a file, a pulse and a visit today, whom a biller asks for access, and who keeps someone out.</summary>
    private async Task<Scene> SetAsync(string caller)
    {
        var patient = await host.AdmitAsync();
        var (author, person) = (await host.GiveDoctorAsync(patient), caller is Treating or KeptOut ? await host.GiveDoctorAsync(patient) : Guid.CreateVersion7());
        var note = await host.WriteNoteAsync(author, patient, "Coughs.");
        var file = await host.AttachAsync(author, patient, GivenFiles.Gif);
        var pulse = new Measurement { What = new() { Text = "Pulse", Codings = { Pulse } }, Quantity = new() { Value = "71", Unit = "/min", Ucum = "/min" } };
        await host.Entries(author).AddEntryAsync(new() { Id = NewId(), PatientId = patient.ToString(), HappenedAt = Now, Content = new() { Vitals = new() { Measurements = { pulse } } } });

        var owner = host.Access(patient, Roles.Patient);
        var asked = await host.Access(Guid.CreateVersion7(), Roles.Biller).RequestAccessAsync(Wish(patient.ToString()));
        var stranger = NewId();
        await owner.KeepOutAsync(new() { PatientId = patient.ToString(), PersonId = stranger });
        await BecomeAsync(caller, person, patient, owner);

        host.Services.GetRequiredService<AccessRules>().Take(ByRelation.RolesAsTheyComeWithout(deactivated));

        var role = ByRelation.Relations.Contains(caller) ? Roles.Patient : caller is Treating or LetIn or Emergency or KeptOut ? Roles.Doctor : caller;
        var asks = caller is ByRelation.Self or ByRelation.Deactivated ? patient : person;
        return new Scene(host.As(asks, role), asks, role, patient.ToString(), note.Id, file.Id, asked.Id, stranger);
    }

    private async Task BecomeAsync(string caller, Guid person, Guid patient, RecordAccess.RecordAccessClient owner)
    {
        var (grant, now) = (Guid.CreateVersion7(), host.Clock.GetCurrentInstant().ToDateTimeOffset());
        switch (caller)
        {
            case ByRelation.Proxy:
                await host.HearAsync(new ProxyChanged(grant, 1, patient, person, ["records"], null, now));
                break;
            case ByRelation.ProxyForElse:
                await host.HearAsync(new ProxyChanged(grant, 1, patient, person, ["appointments"], null, now));
                break;
            case ByRelation.EndedProxy:
                await host.HearAsync(new ProxyChanged(grant, 1, patient, person, ["records"], null, now));
                await host.HearAsync(new ProxyChanged(grant, 2, patient, person, ["records"], now, now));
                break;
            case LetIn:
                var wish = await host.Access(person, Roles.Doctor).RequestAccessAsync(Wish(patient.ToString()));
                await owner.ApproveRequestAsync(new() { Id = wish.Id, EndsAt = Later });
                break;
            case Emergency:
                await host.Access(person, Roles.Doctor).BreakGlassAsync(Unconscious(patient.ToString()));
                break;
            case KeptOut:
                await owner.KeepOutAsync(new() { PatientId = patient.ToString(), PersonId = person.ToString() });
                break;
            case ByRelation.Deactivated:
                deactivated.Add(patient);
                break;
        }
    }

    private sealed record Scene(CallInvoker Calls, Guid Person, string Role, string Patient, string Note, string File, string Asked, string KeptOut);
}
