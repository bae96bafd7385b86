namespace PracticeAspire.Web.Tests;

/// <summary>A browser whose cookies can be looked at and replaced, and which believes to be on https when told so by a proxy.</summary>
internal sealed class Jar(Uri address, bool https = false) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = address };
    private readonly Dictionary<string, string> cookies = [];

    /// <summary>Every Set-Cookie so far that did not delete one.</summary>
    public List<string> Said { get; } = [];

    public string this[string name]
    {
        get => cookies[name];
        set => cookies[name] = value;
    }

    public async Task SignIn()
    {
        var next = new Uri(address, "/sign-in");
        for (var step = 0; step < 4; step++)
        {
            using var answer = await Send(new HttpRequestMessage(HttpMethod.Get, next));
            if (answer.Headers.Location is not { } location)
                return;
            next = new Uri(next, location);
            if (next.Port == address.Port)
                next = new UriBuilder(next) { Scheme = "http" }.Uri;
        }
    }

    /// <param name="byItself">As an open page asks, without anyone's hand.</param>
    public Task<HttpResponseMessage> Get(string path, bool byItself = false)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, path));
        if (byItself)
            request.Headers.Add("X-Requested-With", "live");
        return Send(request);
    }

    public Task<HttpResponseMessage> Post(string path, params (string Name, string Value)[] fields) => Send(new HttpRequestMessage(HttpMethod.Post, new Uri(address, path))
    {
        Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))),
    });

    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> Send(HttpRequestMessage request)
    {
        if (cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", cookies.Select(c => $"{c.Key}={c.Value}")));
        if (https)
            request.Headers.Add("X-Forwarded-Proto", "https");
        var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            var (name, value) = (cookie.Split('=')[0], cookie.Split('=', 2)[1].Split(';')[0]);
            if (value.Length == 0)
            {
                cookies.Remove(name);
                continue;
            }

            cookies[name] = value;
            Said.Add(cookie);
        }

        return answer;
    }
}
