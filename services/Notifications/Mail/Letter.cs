using MimeKit;
using MimeKit.Text;

namespace PracticeAspire.Notifications.Mail;

/// <summary>What a mail says, as text and as HTML.</summary>
/// <param name="Facts">Each with a label of at most six letters.</param>
/// <param name="Button">What the link is called where it can be pressed.</param>
internal sealed record Letter(
    string Subject, string Greeting, string Headline, IReadOnlyList<(string Label, string Value)> Facts, string Closing, Uri? Link, string Button, string From)
{
    public static string Greet(string name) => name.Length == 0 ? "Hello," : $"Hello {name},";

    public TextPart ToTextPart() => new(TextFormat.Plain) { Text = ToText() };

    public TextPart ToHtmlPart() => new(TextFormat.Html) { Text = HtmlBody.Of(this) };

    public string ToText() => string.Join("\r\n",
    [
        Greeting,
        "",
        Headline,
        "",
        .. Facts.Select(fact => $"{fact.Label}:".PadRight(8) + fact.Value),
        .. Facts.Count > 0 ? [""] : Array.Empty<string>(),
        Closing,
        .. Link is null ? Array.Empty<string>() : [Link.AbsoluteUri],
        "",
        From,
        "",
    ]);
}
