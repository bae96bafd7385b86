using Grpc.Core;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Web.Tests.Neighbourhood;

/// <summary>Knows much of one patient and little of the others; keeps what it is told, if the version is right.</summary>
internal sealed class PatientsNeighbour(World world) : Patients.PatientsBase
{
    public override Task<PatientDetails> GetPatient(GetPatientRequest request, ServerCallContext context) => Task.FromResult(Of(request.Id));

    public override Task<PatientDetails> CorrectPatient(PatientDetails request, ServerCallContext context)
    {
        Refuse(request.Email, Of(request.Id).Version != request.Version, Of(request.Id).Version);
        world.Versions[request.Id] = ++request.Version;
        return Task.FromResult(world.Details[request.Id] = request);
    }

    public override Task<CheckPatientReply> CheckCorrection(PatientDetails request, ServerCallContext context) => Check(request.Email, request.Phones);

    public override Task<ListPatientContactsReply> ListPatientContacts(ListPatientContactsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListPatientContactsReply { Contacts = { world.Contacts.Values.Where(c => c.PatientId == request.PatientId).OrderBy(c => c.Id) } });

    public override Task<PatientContact> SavePatientContact(PatientContact request, ServerCallContext context)
    {
        var now = world.Contacts.GetValueOrDefault(request.Id)?.Version ?? 0;
        Refuse(request.Email, now != request.Version, now);
        (request.DisplayName, request.Current, request.Version) = ($"{request.GivenNames} {request.FamilyName}", true, request.Version + 1);
        return Task.FromResult(world.Contacts[request.Id] = request);
    }

    public override Task<CheckPatientReply> CheckPatientContact(PatientContact request, ServerCallContext context) => Check(request.Email, request.Phones);

    public override Task<RemovePatientContactReply> RemovePatientContact(RemovePatientContactRequest request, ServerCallContext context)
    {
        Refuse("", world.Contacts.TryGetValue(request.Id, out var contact) && contact.Version != request.Version, contact?.Version ?? 0);
        world.Contacts.TryRemove(request.Id, out _);
        return Task.FromResult(new RemovePatientContactReply());
    }

    private PatientDetails Of(string id)
    {
        if (world.Details.TryGetValue(id, out var known))
            return known;

        var person = world.Patients.FirstOrDefault(p => p.Id == id) ?? throw new Refusal(RefusalKind.NotFound, "Not found.").ToRpcException();
        return new()
        {
            Id = id,
            Version = world.VersionOf(id),
            DisplayName = person.DisplayName,
            GivenNames = person.DisplayName.Split(' ')[0],
            FamilyName = string.Join(' ', person.DisplayName.Split(' ')[1..]),
        };
    }

    private static void Refuse(string email, bool stale, long version)
    {
        if (stale)
            throw new Refusal(RefusalKind.Stale, "This was changed meanwhile.", CurrentVersion: version).ToRpcException();
        if (email.Contains(' ', StringComparison.Ordinal))
            throw new Refusal(RefusalKind.Rule, "That is not an e-mail address. It looks like name@example.org.", "email-unreadable").ToRpcException();
    }

    private static Task<CheckPatientReply> Check(string email, IReadOnlyList<PhoneNumber> phones)
    {
        var reply = new CheckPatientReply();
        if (email.Contains(' ', StringComparison.Ordinal))
            reply.Problems.Add(new FieldProblem { Field = "email", Sentence = "That is not an e-mail address. It looks like name@example.org." });
        reply.Problems.AddRange(phones.Select((p, i) => (p, i)).Where(n => n.p.Number.Contains("call", StringComparison.Ordinal))
            .Select(n => new FieldProblem { Field = $"phones.{n.i}", Sentence = "That is not a telephone number." }));
        return Task.FromResult(reply);
    }
}
