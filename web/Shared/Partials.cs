using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewEngines;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace PracticeAspire.Web.Shared;

internal static class Partials
{
    /// <summary>A partial's markup as text, for answers that arrive in pieces.</summary>
    public static async Task<string> RenderPartial(this PageModel page, string name, object model)
    {
        var engine = page.HttpContext.RequestServices.GetRequiredService<ICompositeViewEngine>();
        var view = engine.FindView(page.PageContext, name, isMainPage: false).EnsureSuccessful([name]).View!;
        await using var text = new StringWriter();
        var data = new ViewDataDictionary(page.MetadataProvider, page.ModelState) { Model = model };
        await view.RenderAsync(new ViewContext(page.PageContext, view, data, page.TempData, text, new HtmlHelperOptions()));
        return text.ToString();
    }
}
