using System.Text;
using Grpc.Core;
using Hl7.Fhir.Model;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;
using static PracticeAspire.Records.Tests.Fhir.Bundles;
using Task = System.Threading.Tasks.Task;

namespace PracticeAspire.Records.Tests.Fhir;

public sealed class ImportBundleTests(FhirHost host) : IClassFixture<FhirHost>
{
    private readonly string patient = Guid.CreateVersion7().ToString();

    private Guid Person => host.People.IdOf(patient);

    [Fact]
    public async Task Creates_then_knows_then_makes_a_new_version_and_keeps_what_it_said()
    {
        Assert.Equal((1, 0, 0), Counts(await host.ImportAsync(Of(Patient(patient), Observation("a", patient)))));
        Assert.Equal((0, 0, 1), Counts(await host.ImportAsync(Of(Patient(patient), Observation("a", patient)))));
        Assert.Equal((0, 1, 0), Counts(await host.ImportAsync(Of(Patient(patient), Observation("a", patient, "6.40")))));

        var found = Assert.Single(await host.AllAsync($"/fhir/Observation?patient={Person}", Person));
        Assert.Equal("2", found.Meta!.VersionId);
        var entry = await host.Charts(Person, Roles.Patient).GetEntryAsync(new() { PatientId = Person.ToString(), EntryId = found.Id });
        Assert.Equal("6.40", entry.Entry.Content.Result.Measurements[0].Quantity.Value);
        Assert.Equal("6.30", Assert.Single(entry.Before).Content.Result.Measurements[0].Quantity.Value);
        Assert.Empty(entry.Entry.AuthorId);
    }

    [Fact]
    public async Task A_report_holds_its_findings_and_they_are_nowhere_twice()
    {
        var report = await host.ImportAsync(Of(Patient(patient), Observation("ldl", patient), Observation("hdl", patient, "55"), Report("r", patient, "ldl", "hdl")));

        Assert.Equal((1, 2), (report.Created, report.Gathered));
        var found = Assert.IsType<DiagnosticReport>(Assert.Single(await host.AllAsync($"/fhir/DiagnosticReport?patient={Person}", Person)));
        var observations = await host.AllAsync($"/fhir/Observation?patient={Person}", Person);
        Assert.Equal(found.Result.Select(r => r.Reference), observations.Select(o => $"Observation/{o.Id}"));
        Assert.Equal(["6.30", "55"], (await EntryAsync(found.Id!)).Content.Result.Measurements.Select(m => m.Quantity.Value));
    }

    [Fact]
    public async Task A_finding_that_was_there_before_its_report_gives_way_to_it()
    {
        await host.ImportAsync(Of(Patient(patient), Observation("early", patient)));
        await host.ImportAsync(Of(Patient(patient), Observation("early", patient), Report("late", patient, "early")));

        var observations = (await host.AllAsync($"/fhir/Observation?patient={Person}", Person)).Cast<Observation>().ToList();
        Assert.Equal([ObservationStatus.EnteredInError, ObservationStatus.Final], observations.Select(o => o.Status!.Value).Order().Reverse());
        var again = await host.ImportAsync(Of(Patient(patient), Observation("early", patient)));
        Assert.Equal((0, 0, 1), Counts(again));
    }

    [Fact]
    public async Task A_finding_that_comes_after_its_report_is_not_there_twice()
    {
        await host.ImportAsync(Of(Patient(patient), Observation("in", patient), Report("has", patient, "in")));
        var report = await host.ImportAsync(Of(Patient(patient), Observation("in", patient, "9.9")));
        Assert.Contains("together with that", Assert.Single(report.Refused).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("entered-in-error", "2021-04-05", "alone")]
    [InlineData("final", "2199-01-01", "alone")]
    [InlineData("final", "2021-04-05", "nowhere")]
    public async Task A_finding_stays_where_it_is_when_its_report_is_refused(string status, string date, string first)
    {
        await host.ImportAsync(Of(Patient(patient), Observation("alone", patient)));
        var refused = Report("refused", patient, first, "alone", "new")
            .Replace("\"status\": \"final\"", $"\"status\": \"{status}\"", StringComparison.Ordinal)
            .Replace("2021-04-05T09:30:00+02:00", date, StringComparison.Ordinal);
        var report = await host.ImportAsync(Of(Patient(patient), Observation("alone", patient), Observation("new", patient, "55"), refused));

        Assert.Equal((0, 0, 3), (report.Created, report.Gathered, report.Refused.Count));
        Assert.Equal(2, report.Refused.Count(r => r.Reason.StartsWith("It belongs to", StringComparison.Ordinal)));
        Assert.Equal(ObservationStatus.Final, Assert.IsType<Observation>(Assert.Single(await host.AllAsync($"/fhir/Observation?patient={Person}", Person))).Status);
    }

    [Fact]
    public async Task A_finding_stays_where_it_is_when_its_report_holds_more_than_anyone_reads()
    {
        var names = Enumerable.Range(0, 501).Select(i => $"many-{i}").ToArray();
        await host.ImportAsync(Of(Patient(patient), Observation(names[0], patient)));
        var report = await host.ImportAsync(Of([Patient(patient), .. names.Select(n => Observation(n, patient)), Report("too-much", patient, names)]));

        Assert.Equal((0, 0, 502), (report.Created, report.Gathered, report.Refused.Count));
        Assert.Equal(ObservationStatus.Final, Assert.IsType<Observation>(Assert.Single(await host.AllAsync($"/fhir/Observation?patient={Person}", Person))).Status);
    }

    [Fact]
    public async Task A_finding_of_two_reports_of_which_one_is_refused_stands_in_the_other()
    {
        var ahead = Report("ahead", patient, "shared").Replace("2021-04-05T09:30:00+02:00", "2199-01-01", StringComparison.Ordinal);
        var report = await host.ImportAsync(Of(Patient(patient), Observation("shared", patient), ahead, Report("good", patient, "shared")));

        Assert.Equal((1, 1), (report.Created, report.Gathered));
        Assert.Contains("not happened yet", Assert.Single(report.Refused).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_somebody_changed_here_is_left_as_they_left_it()
    {
        await host.ImportAsync(Of(Patient(patient), Condition("c", patient)));
        var doctor = await host.GiveDoctorAsync(Person);
        var found = Assert.Single(await host.AllAsync($"/fhir/Condition?patient={Person}", Person));
        var content = (await EntryAsync(found.Id!)).Content;
        content.Problem.Comment = "White coat.";
        await host.Entries(doctor).AmendEntryAsync(new()
        {
            RequestId = Guid.CreateVersion7().ToString(),
            PatientId = Person.ToString(),
            EntryId = found.Id,
            Version = 1,
            HappenedAt = host.Clock.GetCurrentInstant().ToTimestamp(),
            Content = content,
        });

        Assert.Equal((0, 0, 1), Counts(await host.ImportAsync(Of(Patient(patient), Condition("c", patient)))));
        var news = await host.ImportAsync(Of(Patient(patient), Condition("c", patient, """, "note": [{ "text": "News." }] """)));

        Assert.Contains("changed or marked as a mistake here", Assert.Single(news.Refused).Reason, StringComparison.Ordinal);
        Assert.Equal("White coat.", (await EntryAsync(found.Id!)).Content.Problem.Comment);
    }

    [Fact]
    public async Task What_its_source_takes_back_stays_readable_as_a_mistake()
    {
        await host.ImportAsync(Of(Patient(patient), Observation("wrong", patient)));
        Assert.Equal((0, 1, 0), Counts(await host.ImportAsync(Of(Patient(patient), Observation("wrong", patient, status: "entered-in-error")))));
        Assert.Equal((0, 0, 1), Counts(await host.ImportAsync(Of(Patient(patient), Observation("wrong", patient, status: "entered-in-error")))));
        Assert.Equal(ObservationStatus.EnteredInError, Assert.IsType<Observation>(Assert.Single(await host.AllAsync($"/fhir/Observation?patient={Person}", Person))).Status);
    }

    [Fact]
    public async Task A_medication_is_named_by_the_resource_it_refers_to_or_contains()
    {
        var naproxen = """ "code": { "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "849574" }] } """;
        var request = $$""" "status": "active", "intent": "order", "subject": { "reference": "urn:uuid:{{patient}}" }, """;
        var report = await host.ImportAsync(Of(
            Patient(patient),
            Entry("Medication", "med", naproxen),
            Entry("MedicationRequest", "referring", request + """ "medicationReference": { "reference": "Medication/med" } """),
            Entry("MedicationRequest", "containing", request + $$""" "contained": [{ "resourceType": "Medication", "id": "inside", {{naproxen}} }], "medicationReference": { "reference": "#inside" } """)));

        Assert.Equal((2, 1), (report.Created, report.Gathered));
        var found = (await host.AllAsync($"/fhir/MedicationRequest?patient={Person}", Person)).Cast<MedicationRequest>();
        Assert.All(found, m => Assert.Equal("849574", ((CodeableConcept)m.Medication).Coding.Single().Code));
    }

    [Fact]
    public async Task A_value_that_is_no_plain_number_is_never_read_as_one()
    {
        await host.ImportAsync(Of(Patient(patient), Observation("below", patient, """5, "comparator": "<" """)));
        var found = Assert.IsType<Observation>(Assert.Single(await host.AllAsync($"/fhir/Observation?patient={Person}", Person)));
        Assert.Equal("<5 %", Assert.IsType<FhirString>(found.Value).Value);
    }

    [Fact]
    public async Task The_ledger_has_one_line_a_bundle_and_patient_and_nobody_is_told_entry_by_entry()
    {
        var administrator = Guid.CreateVersion7();
        var events = await host.InDatabase(db => db.Set<OutboxEntry>().CountAsync());
        var bundle = Encoding.UTF8.GetBytes(Of(Patient(patient), Condition("l1", patient), Condition("l2", patient), Observation("l3", patient)));
        await host.ImportAsync(bundle, administrator: administrator);

        var line = Assert.Single((await host.Ledger(Person).ListAccessesAsync(new() { PatientId = Person.ToString() })).Accesses, a => a.Action == "record.imported");
        Assert.Equal((administrator.ToString(), "3"), (line.ActorId, line.Details["created"]));
        await host.ImportAsync(bundle);
        var again = (await host.Ledger(Person).ListAccessesAsync(new() { PatientId = Person.ToString() })).Accesses.First(a => a.Action == "record.imported");
        Assert.Equal(("0", "3"), (again.Details["created"], again.Details["unchanged"]));
        Assert.Equal(events, await host.InDatabase(db => db.Set<OutboxEntry>().CountAsync()));
    }

    [Fact]
    public async Task An_import_that_was_killed_goes_on_where_it_ended()
    {
        var second = Guid.CreateVersion7().ToString();
        var bundle = Of([
            Patient(patient), .. Enumerable.Range(0, 40).Select(i => Condition($"one-{i}", patient)),
            Patient(second), .. Enumerable.Range(0, 40).Select(i => Condition($"two-{i}", second))]);
        var other = host.People.IdOf(second);

        // In the middle of the second patient the database goes away under it.
        await host.AsSuperuserAsync($"""
            CREATE FUNCTION kill_import() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $f$
            BEGIN
                IF new.patient_id = '{other}' AND (SELECT count(*) FROM entry WHERE patient_id = new.patient_id) >= 20 THEN
                    PERFORM pg_terminate_backend(pg_backend_pid());
                END IF;
                RETURN new;
            END $f$;
            CREATE TRIGGER kill_import BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION kill_import()
            """);
        await Assert.ThrowsAsync<RpcException>(() => host.ImportAsync(bundle));
        await host.AsSuperuserAsync("DROP TRIGGER kill_import ON entry; DROP FUNCTION kill_import()");
        Assert.Equal(40, await CountAsync(Person));
        Assert.Equal(0, await CountAsync(other));

        Assert.Equal((40, 0, 40), Counts(await host.ImportAsync(bundle)));
        Assert.Equal((0, 0, 80), Counts(await host.ImportAsync(bundle)));
        Assert.Equal(40, (await host.AllAsync($"/fhir/Condition?patient={other}", other)).Count);
    }

    [Fact]
    public async Task Two_imports_of_one_file_at_once_end_as_one_does()
    {
        var bundle = Of([Patient(patient), .. Enumerable.Range(0, 60).Select(i => Condition($"both-{i}", patient))]);
        var reports = await Task.WhenAll(host.ImportAsync(bundle), host.ImportAsync(bundle));
        Assert.Equal((60, 60), (reports.Sum(r => r.Created), reports.Sum(r => r.Unchanged)));
        Assert.Equal(60, await CountAsync(Person));
    }

    [Fact]
    public async Task Takes_a_bundle_that_arrives_byte_by_byte_and_tells_how_far_it_is()
    {
        var progress = await host.ImportAsync(Encoding.UTF8.GetBytes(Of(Patient(patient), Condition("slow", patient))), chunk: 1);
        Assert.Equal((2, 2, 1), (progress[^1].EntriesDone, progress[^1].EntriesTotal, progress[^1].PatientsDone));
        Assert.Contains(progress, step => step is { EntriesDone: 1, EntriesTotal: 0 });
    }

    private Task<int> CountAsync(Guid person) => host.InDatabase(db => db.Entries.CountAsync(e => e.PatientId == person));

    private async Task<Contracts.Entry> EntryAsync(string id) => (await host.Charts(Person, Roles.Patient).GetEntryAsync(new() { PatientId = Person.ToString(), EntryId = id })).Entry;

    private static (int Created, int Updated, int Unchanged) Counts(ImportReport report)
    {
        Assert.Empty(report.Refused);
        return (report.Created, report.Updated, report.Unchanged);
    }
}
