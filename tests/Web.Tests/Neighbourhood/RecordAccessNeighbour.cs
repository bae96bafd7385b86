using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Web.Tests.Neighbourhood;

internal sealed class RecordAccessNeighbour(World world) : RecordAccess.RecordAccessBase
{
    public override Task<Standing> GetStanding(GetStandingRequest request, ServerCallContext context)
    {
        var (person, basis) = (context.Person(), world.BasisOf(context.Person(), request.PatientId));
        var waiting = world.Records.Requests.Values.FirstOrDefault(r => r.RequesterId == person && r.PatientId == request.PatientId && r.Status == "asked");
        var roles = world.Everyone.FirstOrDefault(p => p.Id == person)?.Roles ?? [];
        return Task.FromResult(new Standing
        {
            Basis = basis,
            Until = basis switch { "break-glass" => world.Now() + Duration.FromTimeSpan(TimeSpan.FromMinutes(24)), "grant" => World.At(world.Today.PlusDays(9), 0), _ => null },
            MayAsk = basis is "" or "grant" && waiting is null && roles.Any(r => r is "doctor" or "receptionist"),
            Waiting = waiting,
            MayBreakGlass = basis.Length == 0 && roles.Contains("doctor"),
            IsOwner = basis is "own" or "proxy",
            KeptOut = world.Records.KeptOut.ContainsKey((request.PatientId, person)),
        });
    }

    public override Task<AccessRequest> RequestAccess(RequestAccessRequest request, ServerCallContext context)
    {
        RequireReason(request.Reason);
        return Task.FromResult(world.Records.Requests[request.Id] = new()
        {
            Id = request.Id,
            PatientId = request.PatientId,
            RequesterId = context.Person(),
            Reason = request.Reason,
            RestrictedToo = request.RestrictedToo,
            Status = "asked",
            AskedAt = world.Now(),
            WantedUntil = request.WantedUntil,
        });
    }

    public override Task<ListRequestsReply> ListRequests(ListRequestsRequest request, ServerCallContext context)
    {
        if (request.PatientId.Length > 0)
            world.RequireOwner(context, request.PatientId);
        var person = context.Person();
        return Task.FromResult(new ListRequestsReply
        {
            Requests = { world.Records.Requests.Values.Where(r => request.PatientId.Length > 0 ? r.PatientId == request.PatientId : r.RequesterId == person).OrderBy(r => r.Id) },
        });
    }

    public override Task<AccessRequest> ApproveRequest(ApproveRequestRequest request, ServerCallContext context)
    {
        if (request.EndsAt > world.Now() + Duration.FromTimeSpan(TimeSpan.FromDays(366)))
            throw Standings.Rule("end-too-far", "Access is given for a year at most. It can be asked for again then.");
        return Decide(request.Id, "approved", context, r => (r.EndsAt, r.RestrictedToo) = (request.EndsAt, request.RestrictedToo));
    }

    public override Task<AccessRequest> DenyRequest(DenyRequestRequest request, ServerCallContext context) => Decide(request.Id, "denied", context, _ => { });

    public override Task<AccessRequest> EndAccess(EndAccessRequest request, ServerCallContext context)
    {
        var ended = world.Records.Requests[request.Id];
        (ended.Status, ended.EndsAt) = ("ended", world.Now());
        return Task.FromResult(ended);
    }

    public override Task<GlassBreak> BreakGlass(BreakGlassRequest request, ServerCallContext context)
    {
        if (world.WantsFreshProof)
            throw FreshProof.Missing.ToRpcException();
        RequireReason(request.Reason);
        world.Records.Bases[(context.Person(), request.PatientId)] = "break-glass";
        return Task.FromResult(world.Records.GlassBreaks[request.Id] = new()
        {
            Id = request.Id,
            PatientId = request.PatientId,
            PersonId = context.Person(),
            Code = request.Code,
            Reason = request.Reason,
            At = world.Now(),
            EndsAt = world.Now() + Duration.FromTimeSpan(TimeSpan.FromMinutes(30)),
        });
    }

    public override Task<ListGlassBreaksReply> ListGlassBreaks(ListGlassBreaksRequest request, ServerCallContext context)
    {
        if (request.PatientId.Length > 0)
            world.RequireOwner(context, request.PatientId);
        return Task.FromResult(new ListGlassBreaksReply
        {
            GlassBreaks = { world.Records.GlassBreaks.Values.Where(g => request.PatientId.Length > 0 ? g.PatientId == request.PatientId : g.ReviewedAt is null).OrderBy(g => g.At) },
        });
    }

    public override Task<GlassBreak> ReviewGlassBreak(ReviewGlassBreakRequest request, ServerCallContext context)
    {
        if (request.Comment.Length == 0)
            throw Standings.Rule("comment-missing", "Say what you found.");
        var glass = world.Records.GlassBreaks[request.Id];
        (glass.ReviewedAt, glass.ReviewedBy, glass.Justified, glass.Review) = (world.Now(), context.Person(), request.Justified, request.Comment);
        return Task.FromResult(glass);
    }

    public override Task<KeptOut> KeepOut(KeepOutRequest request, ServerCallContext context)
    {
        world.RequireOwner(context, request.PatientId);
        return Task.FromResult(world.Records.KeptOut[(request.PatientId, request.PersonId)] = new() { PatientId = request.PatientId, PersonId = request.PersonId, Since = world.Now() });
    }

    public override Task<KeptOut> LetInAgain(LetInAgainRequest request, ServerCallContext context) =>
        world.Records.KeptOut.TryRemove((request.PatientId, request.PersonId), out var kept) ? Task.FromResult(kept) : throw new Refusal(RefusalKind.NotFound, "Not found.").ToRpcException();

    public override Task<ListKeptOutReply> ListKeptOut(ListKeptOutRequest request, ServerCallContext context)
    {
        world.RequireOwner(context, request.PatientId);
        return Task.FromResult(new ListKeptOutReply { KeptOut = { world.Records.KeptOut.Values.Where(k => k.PatientId == request.PatientId) } });
    }

    private Task<AccessRequest> Decide(string id, string status, ServerCallContext context, Action<AccessRequest> change)
    {
        var asked = world.Records.Requests[id];
        world.RequireOwner(context, asked.PatientId);
        if (asked.Status != "asked")
            throw Standings.Rule("decided-already", "This was decided already.");
        (asked.Status, asked.DecidedAt, asked.DecidedBy) = (status, world.Now(), context.Person());
        change(asked);
        return Task.FromResult(asked);
    }

    private static void RequireReason(string reason)
    {
        if (reason.Length < 15)
            throw Standings.Rule("reason-too-short", "Say why in 15 characters or more. The patient reads it.");
    }
}

internal sealed class LedgerNeighbour(World world) : Ledger.LedgerBase
{
    public override Task GetProof(GetProofRequest request, IServerStreamWriter<ProofPart> responseStream, ServerCallContext context)
    {
        world.RequireOwner(context, request.PatientId);
        return world.Records.LedgerIsDamaged
            ? throw Standings.Rule("ledger-damaged", "This list is not as it was sealed, so there is no proof of it.")
            : responseStream.WriteAsync(new ProofPart { Lines = Google.Protobuf.ByteString.CopyFromUtf8("{\"seq\":1}\n{\"list\":\"…\"}\n") });
    }

    public override Task<ListAccessesReply> ListAccesses(ListAccessesRequest request, ServerCallContext context)
    {
        world.RequireOwner(context, request.PatientId);
        var from = request.PageToken.Length == 0 ? 0 : int.Parse(request.PageToken, CultureInfo.InvariantCulture);
        return Task.FromResult(new ListAccessesReply
        {
            Accesses = { world.Records.Accesses.Skip(from).Take(8) },
            NextPageToken = world.Records.Accesses.Count > from + 8 ? $"{from + 8}" : "",
        });
    }
}
