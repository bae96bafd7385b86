using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.IdentityModel.JsonWebTokens;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Web.Tests.Neighbourhood;

/// <summary>How whoever calls stands to a record, as the service would have it.</summary>
internal static class Standings
{
    private static readonly string[] NotCurrent = ["inactive", "resolved", "stopped", "completed"];

    public static string Person(this ServerCallContext context) => new JsonWebToken(context.RequestHeaders.GetValue("authorization")!["Bearer ".Length..]).Subject;

    public static string BasisOf(this World world, string person, string patient) =>
        person == patient ? "own"
        : world.Proxies.Values.Any(p => p.Proxy_.Id == person && p.Patient.Id == patient && p.Scopes.Contains("records")) ? "proxy"
        : world.Records.Bases.GetValueOrDefault((person, patient), "");

    public static string Require(this World world, ServerCallContext context, string patient) => world.BasisOf(context.Person(), patient) switch
    {
        "" => throw new Refusal(RefusalKind.NotAllowed, "This record is not open to you. You can ask the patient for access.").ToRpcException(),
        _ when world.Records.Damaged is { } sentence => throw new Refusal(RefusalKind.Rule, sentence, "record-damaged").ToRpcException(),
        var basis => basis,
    };

    public static void RequireOwner(this World world, ServerCallContext context, string patient)
    {
        if (world.BasisOf(context.Person(), patient) is not ("own" or "proxy"))
            throw new Refusal(RefusalKind.NotFound, "Not found.").ToRpcException();
    }

    public static RpcException Rule(string code, string sentence) => new Refusal(RefusalKind.Rule, sentence, code).ToRpcException();

    public static bool IsCurrent(Entry entry) => !NotCurrent.Contains(entry.Content.Problem?.ClinicalStatus ?? entry.Content.Allergy?.ClinicalStatus ?? entry.Content.Medication?.Status ?? "");

    public static Timestamp Now(this World world) => Timestamp.FromDateTimeOffset(world.Clock.GetCurrentInstant().ToDateTimeOffset());
}

internal sealed class ChartsNeighbour(World world) : Charts.ChartsBase
{
    private const int PageSize = 50;

    public override Task<Chart> GetChart(GetChartRequest request, ServerCallContext context)
    {
        var basis = world.Require(context, request.PatientId);
        var all = Of(request.PatientId);
        var (from, listed) = (request.PageToken.Length == 0 ? 0 : int.Parse(request.PageToken, CultureInfo.InvariantCulture), all.Where(e => request.Kinds.Count == 0 || request.Kinds.Contains(e.Kind)).ToList());
        var current = all.Where(e => e.RetractedBecause.Length == 0 && Standings.IsCurrent(e)).ToLookup(e => e.Kind);
        var chart = new Chart
        {
            PatientId = request.PatientId,
            Basis = basis,
            MayWrite = basis is "treating" or "break-glass",
            Withheld = basis is "own" ? 0 : world.Records.Withheld,
            Problems = { current[Kind.Problem] },
            Allergies = { current[Kind.Allergy] },
            Medications = { current[Kind.Medication] },
            Latest =
            {
                current[Kind.Vitals].SelectMany(e => e.Content.Vitals.Measurements.Select((m, nth) => new Latest { Measurement = m, At = e.HappenedAt, EntryId = e.Id, Nth = nth }))
                    .DistinctBy(l => l.Measurement.What.Codings[0].Code),
            },
            Vitals = { current[Kind.Vitals].Take(24) },
            Newest = { listed.Skip(from).Take(PageSize) },
            NextPageToken = listed.Count > from + PageSize ? $"{from + PageSize}" : "",
        };
        foreach (var kind in all.GroupBy(e => e.Kind))
            chart.Counts[kind.Key.ToString().ToLowerInvariant()] = kind.Count();
        return Task.FromResult(chart);
    }

    public override Task<EntryWithHistory> GetEntry(GetEntryRequest request, ServerCallContext context)
    {
        var basis = world.Require(context, request.PatientId);
        return world.Records.Entries.TryGetValue(request.EntryId, out var entry) && entry.PatientId == request.PatientId
            ? Task.FromResult(new EntryWithHistory { Entry = entry, Before = { world.Records.Before.GetValueOrDefault(entry.Id, []) }, Basis = basis, MayWrite = basis is "treating" or "break-glass" })
            : throw new Refusal(RefusalKind.NotFound, "Not found.").ToRpcException();
    }

    public override Task<Trend> GetTrend(GetTrendRequest request, ServerCallContext context)
    {
        world.Require(context, request.PatientId);
        var trend = new Trend();
        var asked = world.Records.Entries.GetValueOrDefault(request.EntryId)?.Content;
        if ((asked?.Vitals?.Measurements ?? asked?.Result?.Measurements)?.ElementAtOrDefault(request.Nth)?.What.Codings[0] is not { } coding)
            throw new Refusal(RefusalKind.NotFound, "Not found.").ToRpcException();
        foreach (var (entry, measurement) in Of(request.PatientId).SelectMany(e => (e.Content.Vitals?.Measurements ?? e.Content.Result?.Measurements ?? []).Select(m => (e, m))))
        {
            if (measurement.Quantity is null || !measurement.What.Codings.Any(c => c.System == coding.System && c.Code == coding.Code))
                continue;
            trend.What ??= measurement.What;
            trend.Points.Add(new TrendPoint { At = entry.HappenedAt, Quantity = measurement.Quantity, Interpretation = measurement.Interpretation, ReferenceRange = measurement.ReferenceRange, EntryId = entry.Id });
        }

        return Task.FromResult(trend);
    }

    private List<Entry> Of(string patient) => [.. world.Records.Entries.Values.Where(e => e.PatientId == patient).OrderByDescending(e => e.HappenedAt).ThenByDescending(e => e.Id)];
}

internal sealed class EntriesNeighbour(World world) : Entries.EntriesBase
{
    public override Task<ListTemplatesReply> ListTemplates(ListTemplatesRequest request, ServerCallContext context) =>
        Task.FromResult(new ListTemplatesReply { Templates = { RecordsWorld.Templates } });

    public override Task<Entry> AddEntry(AddEntryRequest request, ServerCallContext context)
    {
        world.Require(context, request.PatientId);
        if (request.Content.Note is { } note && note.Sections.All(s => s.Text.Length == 0))
            throw Standings.Rule("nothing-written", "There is nothing in the note yet.");
        if (world.Records.Entries.ContainsKey(request.Id))
            throw Standings.Rule("id-reused", "This request id was used for something else. Start again from the page.");
        var entry = world.Records.Write(1, request.PatientId, request.HappenedAt, request.Content, context.Person(), request.Sign);
        world.Records.Entries.TryRemove(entry.Id, out _);
        entry.Id = request.Id;
        return Task.FromResult(world.Records.Entries[entry.Id] = entry);
    }

    public override Task<Entry> AmendEntry(AmendEntryRequest request, ServerCallContext context) => Change(request.PatientId, request.EntryId, request.Version, context, entry =>
    {
        if (entry.SignedAt is not null && request.Reason.Length == 0)
            throw Standings.Rule("reason-missing", "This was signed. Say why it is amended.");
        (entry.Content, entry.HappenedAt, entry.AmendedBecause, entry.AuthorId) = (request.Content, request.HappenedAt, request.Reason, context.Person());
        if (request.Sign)
            (entry.SignedAt, entry.SignedBy) = (world.Now(), context.Person());
    });

    public override Task<Entry> SignEntry(SignEntryRequest request, ServerCallContext context) => Change(request.PatientId, request.EntryId, request.Version, context, entry =>
        (entry.SignedAt, entry.SignedBy) = (world.Now(), context.Person()));

    public override Task<Entry> RetractEntry(RetractEntryRequest request, ServerCallContext context) => Change(request.PatientId, request.EntryId, request.Version, context, entry =>
        entry.RetractedBecause = request.Reason.Length > 0 ? request.Reason : throw Standings.Rule("reason-missing", "Say why this should not be here."));

    private Task<Entry> Change(string patient, string id, long version, ServerCallContext context, Action<Entry> change)
    {
        world.Require(context, patient);
        var entry = world.Records.Entries[id];
        if (entry.Version != version)
            throw new Refusal(RefusalKind.Stale, "It changed meanwhile.", CurrentVersion: entry.Version).ToRpcException();
        var before = entry.Clone();
        change(entry);
        world.Records.Before[id] = [before, .. world.Records.Before.GetValueOrDefault(id, [])];
        (entry.Version, entry.RecordedAt) = (entry.Version + 1, world.Now());
        return Task.FromResult(entry);
    }
}
