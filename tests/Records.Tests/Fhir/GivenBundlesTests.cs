using System.Diagnostics;
using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;
using Task = System.Threading.Tasks.Task;

namespace PracticeAspire.Records.Tests.Fhir;

public sealed class GivenBundlesTests(FhirHost host, ITestOutputHelper output) : IClassFixture<FhirHost>
{
    private static readonly string[] Types =
        ["AllergyIntolerance", "Condition", "DiagnosticReport", "Encounter", "Immunization", "MedicationRequest", "Observation", "Procedure"];

    [Fact]
    public async Task Every_given_bundle_imports_twice_with_the_same_result_and_comes_out_as_it_came_in()
    {
        var files = GivenBundles.Files();
        Assert.SkipUnless(files.Length > 0, "The given bundles (shared/data/fhir) are nowhere above the repository.");

        var first = await ImportAllAsync(files);
        var after = await SnapshotAsync();
        var second = await ImportAllAsync(files);

        Assert.All(first.Concat(second), report => Assert.Empty(report.Refused));
        Assert.Equal(1482, first.Sum(r => r.Created + r.Gathered));
        Assert.All(second, report => Assert.Equal((0, 0), (report.Created, report.Updated)));
        Assert.Equal(first.Sum(r => r.Created), second.Sum(r => r.Unchanged));
        Assert.Equal(first.SelectMany(r => r.NotImported).Sum(n => n.Count), second.SelectMany(r => r.NotImported).Sum(n => n.Count));
        Assert.Equal(after, await SnapshotAsync());
        foreach (var file in files)
            await ComparesAsync(file);
    }

    private async Task<List<ImportReport>> ImportAllAsync(string[] files)
    {
        var watch = Stopwatch.StartNew();
        var reports = new List<ImportReport>();
        foreach (var file in files)
            reports.Add((await host.ImportAsync(await File.ReadAllBytesAsync(file)))[^1].Report);
        output.WriteLine($"{files.Length} bundles: {reports.Sum(r => r.Created)} entries made, {reports.Sum(r => r.Unchanged)} unchanged, {reports.Sum(r => r.Gathered)} gathered, in {watch.Elapsed.TotalSeconds:0.0} s");
        return reports;
    }

    private Task<string> SnapshotAsync() => host.InDatabase(async db => string.Join('\n', await db.Entries.OrderBy(e => e.Id).Select(e => e.Id.ToString() + e.Version + e.Kind).ToListAsync())
        + await db.Set<BuildingBlocks.OutboxEntry>().CountAsync()
        + string.Join('\n', await db.RecordHeads.OrderBy(h => h.PatientId).Select(h => h.PatientId.ToString() + h.Version).ToListAsync()));

    /// <summary>What each resource says with codes, and how much: the same coming out as going in.</summary>
    private async Task ComparesAsync(string file)
    {
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        var given = json.RootElement.GetProperty("entry").EnumerateArray().Select(e => e.GetProperty("resource")).ToList();
        var patients = given.Where(r => r.GetProperty("resourceType").ValueEquals("Patient")).ToList();
        if (patients.Count == 0)
            return;

        var person = host.People.IdOf(patients.Single().GetProperty("identifier")[0].GetProperty("value").GetString()!);
        var everything = await host.AllAsync($"/fhir/Patient/{person}/$everything?_count=100", person);
        Assert.Equal(everything.Count, everything.Select(r => (r.TypeName, r.Id)).Distinct().Count());
        foreach (var type in Types)
        {
            var expected = given.Where(r => r.GetProperty("resourceType").ValueEquals(type)).Select(Said).Order(StringComparer.Ordinal);
            var found = await host.AllAsync($"/fhir/{type}?patient={person}&_count=17", person);
            var said = found.Select(r => Said(JsonDocument.Parse(new FhirJsonSerializer().SerializeToString(r)).RootElement)).Order(StringComparer.Ordinal);
            Assert.Equal(expected, said);
            Assert.Equal(found.Select(r => r.Id).Order(StringComparer.Ordinal), everything.Where(r => r.TypeName == type).Select(r => r.Id).Order(StringComparer.Ordinal));
        }

        var one = everything.OfType<Observation>().First();
        Assert.Equal(one.Code.Coding[0].Code, (await host.FhirAsync<Observation>($"/fhir/Observation/{one.Id}", person)).Code.Coding[0].Code);
    }

    private static string Said(JsonElement resource)
    {
        var said = new List<string> { resource.GetProperty("resourceType").GetString()! };
        string[] told = ["code", "vaccineCode", "medicationCodeableConcept", "clinicalStatus", "status", "criticality", "effectiveDateTime", "onsetDateTime", "abatementDateTime", "authoredOn", "occurrenceDateTime", "performedPeriod", "valueQuantity", "valueCodeableConcept", "class"];
        foreach (var name in told.Where(n => resource.TryGetProperty(n, out _)))
            said.Add($"{name}={Leaves(resource.GetProperty(name))}");
        if (resource.TryGetProperty("component", out var components))
            said.AddRange(components.EnumerateArray().Select(c => $"{Leaves(c.GetProperty("code"))}:{Leaves(c.GetProperty("valueQuantity"))}"));
        if (resource.TryGetProperty("result", out var result))
            said.Add($"results={result.GetArrayLength()}");
        return string.Join(' ', said);
    }

    // Numbers as they are written, and whatever else without the order of its members.
    private static string Leaves(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => string.Join(',', element.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => $"{p.Name}:{Leaves(p.Value)}")),
        JsonValueKind.Array => string.Join(';', element.EnumerateArray().Select(Leaves)),
        _ => element.GetRawText(),
    };
}
