using Grpc.Core;
using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Records.Entries;

internal sealed partial class EntriesService
{
    public override Task<ListTemplatesReply> ListTemplates(ListTemplatesRequest request, ServerCallContext context) =>
        Task.FromResult(new ListTemplatesReply { Templates = { NoteTemplates.All } });
}
