using Grpc.Core;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Records.Charts;

/// <summary>What is read from records; see the contract.</summary>
internal sealed partial class ChartsService(RecordsDb db, ReadRecords reading) : Contracts.Charts.ChartsBase
{
    private Task<TReply> ReadAsync<TReply>(string patientId, string what, ServerCallContext context, Func<Chart, Task<TReply>> read) =>
        reading.ReadAsync(patientId.ToId("patient_id"), what, context.GetHttpContext(), read, context.CancellationToken);

    private IQueryable<Entry> EntriesOf(Chart chart) => reading.EntriesOf(chart);
}
