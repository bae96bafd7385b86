using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Users.FhirImport;
using PracticeAspire.Users.Organizations;
using PracticeAspire.Users.People;
using PracticeAspire.Users.RelatedPeople;

namespace PracticeAspire.Users.Patients;

internal sealed partial class PatientsService
{
    public override async Task<PatientContact> SavePatientContact(PatientContact request, ServerCallContext context)
    {
        var (id, details) = (request.Id.ToId("id"), DetailsOf(request));
        return request.Version == 0
            ? await db.Once(id, request, () => AddAsync(id, request, details, context), context.CancellationToken)
            : await ChangeAsync(id, request, details, context);
    }

    public override Task<CheckPatientReply> CheckPatientContact(PatientContact request, ServerCallContext context) =>
        Task.FromResult(ProblemsOf(RulesFor(request)));

    private async Task<PatientContact> AddAsync(Guid id, PatientContact request, RelatedDetails details, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var patient = await PatientAsync(request.PatientId, "patient_id", ct);
        if (await ContactsOf(patient.Id).CountAsync(ct) >= RelatedRules.MostOfOne)
            throw new RuleBroken("too-many-contacts", $"There are {RelatedRules.MostOfOne} contacts already. Remove one first.");

        var contact = RelatedPerson.Of(patient.Id, details, id);
        var known = KnownHere.OwnIdentifier(id);
        db.RelatedPeople.Add(contact);
        db.DirectoryIdentifiers.Add(new DirectoryIdentifier("RelatedPerson", known.System, known.Value, id));
        db.Audit(context.Audited("contact.added", patient.Id).With("contact", id));
        await db.SaveOrRefuse(ct);
        return contact.ToReply(patient.Id, Today);
    }

    private async Task<PatientContact> ChangeAsync(Guid id, PatientContact request, RelatedDetails details, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var patient = await PatientAsync(request.PatientId, "patient_id", ct);
        var contact = await ContactsOf(patient.Id).SingleOrDefaultAsync(c => c.Id == id, ct) ?? throw new NotFound();
        details = details with { Active = contact.Details.Active };
        if (!details.SameAs(contact.Details))
        {
            contact.RequireVersion(request.Version);
            contact.Change(details);
            db.Audit(context.Audited("contact.changed", patient.Id).With("contact", id));
            await db.SaveOrRefuse(ct);
        }

        return contact.ToReply(patient.Id, Today);
    }

    private LocalDate Today => clock.GetCurrentInstant().InUtc().Date;

    private static RelatedDetails DetailsOf(PatientContact request)
    {
        foreach (var (_, rule) in RulesFor(request))
            rule();

        return RelatedRules.Check(new RelatedDetails(request.GivenNames, request.FamilyName)
        {
            Relationships = [.. request.Relationships],
            Phones = PhonesOf(request.Phones),
            Email = request.Email,
            Address = AddressOf(request.Address),
            From = DayOf(request.From, "from"),
            Until = DayOf(request.Until, "until"),
        });
    }

    private static IEnumerable<(string Field, Action Rule)> RulesFor(PatientContact request) =>
    [
        ("given_names", () => DetailRules.Name(request.GivenNames)),
        ("family_name", () => DetailRules.Name(request.FamilyName)),
        ("family_name", () => DetailRules.RequireName(request.GivenNames, request.FamilyName)),
        ("relationships", () => RequireRelationship(request)),
        .. RulesFor(request.Phones),
        ("email", () => DetailRules.Email(request.Email)),
        .. RulesFor(request.Address),
        ("from", () => DayOf(request.From, "from")),
        ("until", () => DayOf(request.Until, "until")),
        ("until", () => RequireOrder(request)),
    ];

    private static void RequireRelationship(PatientContact request)
    {
        if (request.Relationships.All(string.IsNullOrWhiteSpace))
            throw new RuleBroken("relationship-missing", "Say what they are to the patient, or what they are called for.");
        foreach (var relationship in request.Relationships)
            DetailRules.Text("relationship", relationship, 100);
    }

    // What is no day has been said beside its own field.
    private static void RequireOrder(PatientContact request)
    {
        var (from, until) = (NodaTime.Text.LocalDatePattern.Iso.Parse(request.From), NodaTime.Text.LocalDatePattern.Iso.Parse(request.Until));
        if (from.Success && until.Success)
            DetailRules.RequireOrder(from.Value, until.Value);
    }

    private static LocalDate? DayOf(string text, string field) => text.Length == 0 ? null : DayOf(text, field, "Give a day such as 2026-04-23, or leave it open.");
}
