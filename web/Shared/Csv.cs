using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;

namespace PracticeAspire.Web.Shared;

/// <summary>Tables for spreadsheets (RFC 4180), with a byte order mark, because spreadsheets guess the encoding without one.</summary>
internal static class Csv
{
    public static FileContentResult File(string name, IEnumerable<IReadOnlyList<object>> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows)
            text.AppendJoin(',', row.Select(Cell)).Append("\r\n");
        return new(Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(text.ToString())).ToArray(), "text/csv; charset=utf-8") { FileDownloadName = name };
    }

    private static string Cell(object value)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

        // A spreadsheet takes what begins like this for a formula (OWASP, CSV injection).
        if (value is string && text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..])
            text = $"'{text}";
        return text.AsSpan().IndexOfAny("\",\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
