using System.Text.Json;

namespace PracticeAspire.Sidecar.Api;

/// <summary>daprd's error body: <c>{"errorCode":…,"message":…}</c>.</summary>
internal static class HttpAnswer
{
    public static Task Error(HttpContext context, int status, string errorCode, string message)
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }
        response.Clear();
        response.StatusCode = status;
        response.ContentType = "application/json";
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("errorCode", errorCode);
            json.WriteString("message", message);
            json.WriteEndObject();
        }
        return response.Body.WriteAsync(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    public static Task DirectInvoke(HttpContext context, string appId, string problem) =>
        Error(context, 500, "ERR_DIRECT_INVOKE", $"failed to invoke, id: {appId}, err: {problem}");
}
