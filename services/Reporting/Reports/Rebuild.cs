using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Reporting.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Reporting.Reports;

internal sealed partial class ReportsService
{
    // One transaction: whoever reads meanwhile sees the old figures, and whoever pulls the plug on the way has changed nothing.
    public override Task Rebuild(RebuildRequest request, IServerStreamWriter<RebuildProgress> responseStream, ServerCallContext context) =>
        subscriptions.RebuildAsync(
            ClearAsync,
            (done, total) => responseStream.WriteAsync(new() { EventsDone = done, EventsTotal = total }, context.CancellationToken),
            context.CancellationToken);

    private static Task ClearAsync(ServiceDb db, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"DELETE FROM day_utilisation; DELETE FROM appointment_fact; DELETE FROM working_day_fact; DELETE FROM merged_patient", ct);
}
