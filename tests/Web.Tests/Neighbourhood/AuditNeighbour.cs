using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Web.Tests.Neighbourhood;

/// <summary>A morning in the audit log.</summary>
internal sealed class AuditNeighbour(World world) : Audit.AuditBase
{
    public static readonly DateTimeOffset Morning = new(2026, 3, 3, 12, 0, 0, TimeSpan.Zero);

    public override Task<ListEntriesReply> ListEntries(ListEntriesRequest request, ServerCallContext context)
    {
        var acts = Acts().Where(a => request.Action.Length == 0 || a.Action.StartsWith(request.Action, StringComparison.Ordinal))
            .Where(a => request.PersonId.Length == 0 || a.Actor == request.PersonId || a.Subject == request.PersonId)
            .Where(a => request.Until is null || a.OccurredAt.ToDateTimeOffset() < request.Until.ToDateTimeOffset()).ToList();
        return Task.FromResult(new ListEntriesReply
        {
            Entries = { request.PageToken.Length == 0 ? acts.Take(8) : acts.Skip(8) },
            NextPageToken = request.PageToken.Length == 0 && acts.Count > 8 ? "8" : "",
            Seal = new() { Entries = 12, SealedAt = Timestamp.FromDateTimeOffset(Morning), Overdue = world.SealOverdue },
        });
    }

    public override Task Export(ExportRequest request, IServerStreamWriter<ExportChunk> responseStream, ServerCallContext context) =>
        world.WantsFreshProof ? throw PracticeAspire.ServiceDefaults.FreshProof.Missing.ToRpcException() : responseStream.WriteAsync(new ExportChunk { Lines = ByteString.CopyFromUtf8("{\"seq\":1}\n{\"checkpoint\":\"…\"}\n") });

    private IEnumerable<AuditedAct> Acts()
    {
        var (admin, doctor, patient) = (world.Administrator, world.Doctors[0], world.Patients[0]);
        yield return Act(0, admin.Id, admin.DisplayName, "sign-in.succeeded", "203.0.113.7", admin.Id, admin.DisplayName);
        yield return Act(3, "nobody", "", "sign-in.failed", "2001:db8:85a3:8d3:1319:8a2e:370:7348", doctor.Id, doctor.DisplayName, "failed", ("reason", "wrong-password"));
        yield return Act(4, "nobody", "", "sign-in.failed", "203.0.113.9", "", "", "failed", ("reason", "unknown-address"));
        yield return Act(9, admin.Id, admin.DisplayName, "account.created", "203.0.113.7", patient.Id, patient.DisplayName);
        yield return Act(12, patient.Id, patient.DisplayName, "call.refused", "203.0.113.80", "", "", "refused", ("call", "/practice.users.v1.People/FindPatients"));
        yield return Act(14, "nobody", "", "token.refused", "", "", "", "failed", ("client", "reporting"), ("error", "invalid_client"));
        yield return Act(15, "nobody", "", "token.reused", "203.0.113.9", doctor.Id, doctor.DisplayName, "refused", ("client", "web"), ("error", "invalid_grant"));
        yield return Act(900, admin.Id, admin.DisplayName, "audit.exported", "203.0.113.7", "", "");
        yield return Act(1800, World.Id(999), "", "sign-out.succeeded", "203.0.113.7", World.Id(999), "");
    }

    private static AuditedAct Act(
        int minutesAgo, string actor, string actorName, string action, string origin, string subject, string subjectName, string outcome = "succeeded",
        params (string Name, string Fact)[] details)
    {
        var act = new AuditedAct
        {
            OccurredAt = Timestamp.FromDateTimeOffset(Morning.AddMinutes(-minutesAgo)),
            Actor = actor,
            ActorName = actorName,
            Action = action,
            OriginAddress = origin,
            Subject = subject,
            SubjectName = subjectName,
            Outcome = outcome,
        };
        foreach (var (name, fact) in details)
            act.Details.Add(name, fact);
        return act;
    }
}
