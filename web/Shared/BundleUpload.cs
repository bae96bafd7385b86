using Google.Protobuf;
using Grpc.Core;

namespace PracticeAspire.Web.Shared;

/// <summary>Sends a file to a service in chunks, and hears meanwhile how far it is.</summary>
internal static class BundleUpload
{
    private const int ChunkSize = 64 * 1024;

    /// <param name="chunk">Of the file's name, which stands in the first chunk only, and some of its bytes.</param>
    public static async Task RunAsync<TChunk, TProgress>(
        AsyncDuplexStreamingCall<TChunk, TProgress> call, IFormFile file, Func<string, ByteString, TChunk> chunk, Func<TProgress, Task> hear, CancellationToken ct)
    {
        var reading = Task.Run(async () =>
        {
            await foreach (var progress in call.ResponseStream.ReadAllAsync(ct))
                await hear(progress);
        }, ct);
        try
        {
            await SendAsync(file, call.RequestStream, chunk, ct);
        }
        catch (Exception ended) when (ended is RpcException or InvalidOperationException && reading.IsFaulted)
        {
            // The service has refused before the end of the file; its sentence is in the answer.
        }

        await reading;
    }

    private static async Task SendAsync<TChunk>(IFormFile file, IClientStreamWriter<TChunk> to, Func<string, ByteString, TChunk> chunk, CancellationToken ct)
    {
        await using var content = file.OpenReadStream();
        var buffer = new byte[ChunkSize];
        var name = Path.GetFileName(file.FileName);
        int read;
        while ((read = await content.ReadAsync(buffer, ct)) > 0)
        {
            await to.WriteAsync(chunk(name, ByteString.CopyFrom(buffer, 0, read)), ct);
            name = "";
        }

        if (name.Length > 0)
            await to.WriteAsync(chunk(name, ByteString.Empty), ct);
        await to.CompleteAsync();
    }
}
