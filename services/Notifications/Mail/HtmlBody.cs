using System.Net;

namespace PracticeAspire.Notifications.Mail;

/// <summary>The letter as HTML that mail readers of all ages can show: tables, inline styles, nothing fetched from anywhere.</summary>
internal static class HtmlBody
{
    private const string Font = "font-family:Segoe UI,Helvetica,Arial,sans-serif";

    public static string Of(Letter letter) =>
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
        <title>{Text(letter.Subject)}</title></head>
        <body style="margin:0;padding:24px;background:#f2f5f7;{Font};color:#1c2b33">
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center">
        <table role="presentation" width="560" cellpadding="0" cellspacing="0" style="max-width:560px;background:#ffffff;border-radius:12px">
        <tr><td style="padding:20px 32px;background:#0f5c66;border-radius:12px 12px 0 0;color:#ffffff;font-size:18px;font-weight:600">{Text(letter.From)}</td></tr>
        <tr><td style="padding:28px 32px;font-size:16px;line-height:1.5">
        <p style="margin:0 0 16px">{Text(letter.Greeting)}</p>
        <h1 style="margin:0 0 16px;font-size:20px">{Text(letter.Headline)}</h1>
        <table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 16px">
        {string.Concat(letter.Facts.Select(fact => Row(fact.Label, fact.Value)))}
        </table>
        <p style="margin:0 0 16px">{Text(letter.Closing)}</p>
        {Button(letter.Link, letter.Button)}
        </td></tr></table>
        </td></tr></table>
        </body>
        </html>
        """;

    private static string Row(string label, string value) =>
        $"""<tr><td style="padding:4px 16px 4px 0;color:#5b6b73">{label}</td><td style="padding:4px 0;font-weight:600">{Text(value)}</td></tr>""";

    private static string Button(Uri? link, string words) => link is null
        ? ""
        : $"""<p style="margin:0"><a href="{Text(link.AbsoluteUri)}" style="display:inline-block;padding:10px 20px;background:#0f5c66;color:#ffffff;border-radius:8px;text-decoration:none">{Text(words)}</a></p>""";

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
