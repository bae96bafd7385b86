using Microsoft.AspNetCore.Mvc.RazorPages;

namespace PracticeAspire.Web.Shared;

/// <summary>What a form has just done, told once on the page it leads to. It is carried in a sealed cookie, because an address can be made up.</summary>
internal static class JustDone
{
    private const string Key = "just-done";

    /// <param name="what">A word for the page that is shown next: "booked".</param>
    /// <param name="about">The id of whom or what it was done to; only the page about that tells of it.</param>
    public static void Tell(this PageModel page, string what, string about) => page.TempData[Key] = $"{about}|{what}";

    /// <returns>Null when nothing was just done to it. Asking again during the same answer finds nothing any more.</returns>
    public static string? WasDone(this PageModel page, string about)
    {
        if ((page.TempData.Peek(Key) as string)?.Split('|') is not [var to, var what] || to != about)
            return null;

        page.TempData.Remove(Key);
        return what;
    }
}
