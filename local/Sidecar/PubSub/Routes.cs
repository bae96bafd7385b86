using System.Text.Json;
using PracticeAspire.Sidecar.Resources;

namespace PracticeAspire.Sidecar.PubSub;

/// <summary>Which path of the app an event goes to: the first rule that matches.</summary>
internal sealed class Routes
{
    private readonly (Cel? Match, string Path)[] rules;

    private Routes((Cel? Match, string Path)[] rules) => this.rules = rules;

    public static Routes From(Subscription subscription) =>
        new([.. subscription.Rules.Select(rule => (rule.Match.Length == 0 ? null : Cel.Parse(rule.Match), rule.Path))]);

    /// <summary>Null when no rule matches. A rule that cannot be evaluated is a <see cref="JsonException"/>, not a mismatch.</summary>
    public string? PathFor(byte[] body)
    {
        if (rules is [(null, var only)])
            return only;
        using var document = JsonDocument.Parse(body);
        foreach (var (match, path) in rules)
        {
            if (match is null || match.Matches(document.RootElement))
                return path;
        }
        return null;
    }
}
