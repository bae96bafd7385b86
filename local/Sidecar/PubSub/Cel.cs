using System.Text.Json;

namespace PracticeAspire.Sidecar.PubSub;

/// <summary>
/// The part of CEL that routes need: <c>== != &amp;&amp; || ! in has() size() startsWith()</c>, literals and paths into <c>event</c>.
/// Anything else is refused when the subscription starts rather than guessed at. A missing attribute is an error, as in CEL.
/// </summary>
internal sealed class Cel
{
    private readonly Func<JsonElement, object?> evaluate;

    private Cel(Func<JsonElement, object?> evaluate) => this.evaluate = evaluate;

    public static Cel Parse(string text) => new(new CelParser(text).Parse());

    public bool Matches(JsonElement cloudEvent) =>
        evaluate(cloudEvent) is bool result ? result : throw new JsonException("a route's match is not true or false");
}
