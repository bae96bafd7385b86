using Grpc.Core;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Crypto;
using PracticeAspire.Records.Keys;

namespace PracticeAspire.Records.Access;

internal sealed partial class RecordAccessService
{
    /// <summary>All of a list: what cannot be read of one of them is no reason to show none.</summary>
    private async Task<List<Contracts.AccessRequest>> ShowAsync(IEnumerable<AccessRequest> requests, ServerCallContext context)
    {
        var (shown, told) = (new List<Contracts.AccessRequest>(), new HashSet<Guid>());
        foreach (var request in requests)
            shown.Add(ToReply(request, await ReadAsync(request.PatientId, request.Reason, context, told)));
        return shown;
    }

    private async Task<List<Contracts.GlassBreak>> ShowAsync(IEnumerable<GlassBreak> breaks, ServerCallContext context)
    {
        var (shown, told) = (new List<Contracts.GlassBreak>(), new HashSet<Guid>());
        foreach (var glass in breaks)
            shown.Add(ToReply(glass, await ReadAsync(glass.PatientId, ring => new GlassWords(glass.Reason(ring), glass.Comment(ring)), context, told)));
        return shown;
    }

    /// <param name="told">Of whose records the operator has heard in this call that they are damaged.</param>
    /// <returns>Null when the record was erased, or is not as it was written.</returns>
    private async Task<T?> ReadAsync<T>(Guid patient, Func<KeyRing, T> read, ServerCallContext context, HashSet<Guid> told)
        where T : class
    {
        try
        {
            using var ring = await keys.ForReadingAsync(patient, context.CancellationToken);
            return read(ring);
        }
        catch (Damaged broken)
        {
            if (told.Add(patient))
                await damage.TellAsync(context.GetHttpContext(), broken);
            return null;
        }
        catch (RuleBroken erased) when (erased.Code == "record-erased")
        {
            return null;
        }
    }
}
