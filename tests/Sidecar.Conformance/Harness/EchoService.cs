using System.Text;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace PracticeAspire.Sidecar.Conformance.Harness;

internal sealed class EchoService(TestApp app) : Echo.EchoBase
{
    public override async Task<Words> Say(Words request, ServerCallContext context)
    {
        app.LastGrpcHeaders = context.RequestHeaders.Where(header => !header.IsBinary)
            .GroupBy(header => header.Key).ToDictionary(group => group.Key, group => group.First().Value);
        await context.WriteResponseHeadersAsync(new Metadata { { "answered-by", "echo" } });
        context.ResponseTrailers.Add("spoken", "1");
        return request;
    }

    public override Task<Words> Refuse(Words request, ServerCallContext context)
    {
        context.ResponseTrailers.Add("rule", "practitioner-busy");
        var status = new Google.Rpc.Status { Code = (int)StatusCode.FailedPrecondition, Message = "That time has just been taken – choose another." };
        status.Details.Add(Any.Pack(new ErrorInfo { Domain = "practice", Reason = request.Text }));
        throw status.ToRpcException();
    }

    public override async Task Count(Words request, IServerStreamWriter<Words> responseStream, ServerCallContext context)
    {
        for (var i = 1; i <= int.Parse(request.Text, System.Globalization.CultureInfo.InvariantCulture); i++)
            await responseStream.WriteAsync(new Words { Text = $"{i}" });
    }

    public override async Task<Words> Collect(IAsyncStreamReader<Words> requestStream, ServerCallContext context)
    {
        var text = new StringBuilder();
        await foreach (var words in requestStream.ReadAllAsync())
            text.Append(words.Text);
        return new Words { Text = text.ToString() };
    }

    public override async Task Talk(IAsyncStreamReader<Words> requestStream, IServerStreamWriter<Words> responseStream, ServerCallContext context)
    {
        await foreach (var words in requestStream.ReadAllAsync())
            await responseStream.WriteAsync(words);
        context.ResponseTrailers.Add("spoken", "all");
    }

    public override async Task<Words> Never(Words request, ServerCallContext context)
    {
        app.Signal("begun " + request.Text).TrySetResult();
        try
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }
        finally
        {
            app.Signal("cancelled " + request.Text).TrySetResult();
        }
        return request;
    }
}
