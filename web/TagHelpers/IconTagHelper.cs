using Microsoft.AspNetCore.Razor.TagHelpers;

namespace PracticeAspire.Web.TagHelpers;

/// <summary><c>&lt;icon name="bell"/&gt;</c>: a line drawing of our own on a grid of 24, silent to screen readers because words stand beside it.</summary>
public sealed class IconTagHelper : TagHelper
{
    private static readonly Dictionary<string, string> Drawings = new()
    {
        ["board"] = "M4 5h16v15H4zM4 10h16M9.5 10v10M15 10v10",
        ["week"] = "M4 6h16v14H4zM4 11h16M8 3v4M16 3v4M8 15h3",
        ["find"] = "M12 21a9 9 0 1 1 9-9M12 7v5l3 2M18.5 15v7M15 18.5h7",
        ["people"] = "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20c.4-4 3-6 6.500-6s6.100 2 6.500 6M16 4.300a3.500 3.500 0 0 1 0 6.400M17.500 14.300c2.400.700 3.800 2.700 4 5.700",
        ["report"] = "M4 20V4M4 20h16M8.500 16v-4M13 16V7M17.500 16v-6.500",
        ["chart"] = "M4 20h16M4 15l5-5 4 3 7-8",
        ["gear"] = "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.800v4.400M9 14.800v4.400",
        ["import"] = "M12 3v11M7.500 9.500 12 14l4.500-4.500M4 17v3.500h16V17",
        ["tag"] = "M4 4h7.500L20 12.500 12.500 20 4 11.500zM8 8h.01",
        ["pin"] = "M12 21s-6.500-6-6.500-11a6.500 6.500 0 0 1 13 0c0 5-6.500 11-6.500 11M12 12a2.300 2.300 0 1 0 0-4.600 2.300 2.300 0 0 0 0 4.600",
        ["clock"] = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 7v5.500l3.500 2",
        ["bell"] = "M6 16.500V11a6 6 0 0 1 12 0v5.500l1.500 2h-15zM10 21h4",
        ["search"] = "M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13M15.500 15.500 20.500 20.500",
        ["left"] = "M14.500 5.500 8 12l6.500 6.500",
        ["right"] = "M9.500 5.500 16 12l-6.500 6.500",
        ["plus"] = "M12 5v14M5 12h14",
        ["check"] = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M8 12.300l2.800 2.700L16 9.500",
        ["wrong"] = "M12 3.500 22 20H2zM12 10v4.500M12 17.300v.01",
        ["out"] = "M14 4H5v16h9M10 12h11M17.500 8.500 21 12l-3.500 3.500",
        ["move"] = "M4 8h14M14.500 4.500 18 8l-3.500 3.500M20 16H6M9.500 12.500 6 16l3.500 3.500",
        ["mail"] = "M3.500 6h17v12.500h-17zM3.500 7l8.500 6.500L20.500 7",
        ["calendar"] = "M4 6h16v14H4zM4 11h16M8 3v4M16 3v4",
        ["download"] = "M12 4v11M7.500 10.500 12 15l4.500-4.500M5 20h14",
        ["lock"] = "M5.500 11h13v9.500h-13zM8.500 11V7.500a3.500 3.500 0 0 1 7 0V11",
        ["log"] = "M6 3.500h12v17H6zM9 8h6M9 12h6M9 16h3.500",
        ["edit"] = "M4 20l1-4.500L15.500 5l3.500 3.500L8.500 19zM13.500 7l3.500 3.500",
        ["key"] = "M8 18.500a4 4 0 1 0 0-8 4 4 0 0 0 0 8M11 11.500 19.500 3M16 6.500l3 3",
    };

    public string Name { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "svg";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "icon");
        output.Attributes.SetAttribute("viewBox", "0 0 24 24");
        output.Attributes.SetAttribute("aria-hidden", "true");
        output.Content.SetHtmlContent($"<path d=\"{Drawings[Name]}\"/>");
    }
}
