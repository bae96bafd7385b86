using System.Net;
using System.Text.RegularExpressions;

namespace PracticeAspire.Web.Tests;

/// <summary>What a browser without scripts does: read a page's form, fill it in, press a button.</summary>
internal static partial class Forms
{
    /// <param name="action">Part of the form's action, to tell it from the others on the page.</param>
    public static async Task<HttpResponseMessage> Press(this HttpClient browser, string page, string action, params (string Name, string Value)[] typed)
    {
        var form = FormTag().Matches(page).First(f => WebUtility.HtmlDecode(f.Groups["head"].Value).Contains(action, StringComparison.Ordinal));
        var target = WebUtility.HtmlDecode(ActionAttribute().Match(form.Groups["head"].Value).Groups[1].Value);
        var fields = InputTag().Matches(form.Groups["body"].Value)
            .Select(i => (Name: Attribute(i.Value, "name"), Value: Attribute(i.Value, "value"), Hidden: Attribute(i.Value, "type") == "hidden"))
            .Where(i => i.Hidden && typed.All(t => t.Name != i.Name))
            .Select(i => KeyValuePair.Create(i.Name, i.Value))
            .Concat(typed.Select(t => KeyValuePair.Create(t.Name, t.Value)));
        using var content = new FormUrlEncodedContent(fields);
        return await browser.PostAsync(target, content);
    }

    /// <summary>The values of the buttons or inputs of a name.</summary>
    public static IReadOnlyList<string> Values(string page, string name) =>
        [.. ButtonTag().Matches(page).Where(b => Attribute(b.Value, "name") == name).Select(b => Attribute(b.Value, "value"))];

    /// <summary>What stands in a field of the page, hidden or not.</summary>
    public static string Field(string page, string name) => Attribute(InputTag().Matches(page).First(i => Attribute(i.Value, "name") == name).Value, "value");

    /// <summary>Where the link with these words leads.</summary>
    public static string Link(string page, string words)
    {
        var link = LinkTag().Matches(page).First(l => l.Groups["body"].Value.Contains(words, StringComparison.Ordinal));
        return Attribute(link.Groups["head"].Value, "href");
    }

    public static string Text(string page) => WebUtility.HtmlDecode(page);

    private static string Attribute(string tag, string name) =>
        WebUtility.HtmlDecode(Regex.Match(tag, $"(?<![\\w-]){name}=\"([^\"]*)\"").Groups[1].Value);

    [GeneratedRegex("<form(?<head>[^>]*)>(?<body>.*?)</form>", RegexOptions.Singleline)]
    private static partial Regex FormTag();

    [GeneratedRegex("<a(?<head> [^>]*)>(?<body>.*?)</a>", RegexOptions.Singleline)]
    private static partial Regex LinkTag();

    [GeneratedRegex("action=\"([^\"]*)\"")]
    private static partial Regex ActionAttribute();

    [GeneratedRegex("<input[^>]*>")]
    private static partial Regex InputTag();

    [GeneratedRegex("<(button|input)[^>]*>")]
    private static partial Regex ButtonTag();
}
