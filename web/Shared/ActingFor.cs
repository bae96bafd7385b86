using Microsoft.AspNetCore.Mvc.RazorPages;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Neighbours;

namespace PracticeAspire.Web.Shared;

/// <summary>
/// Whoever acts for someone else sees so on every page about them. The page's address says about whom it is, so that two tabs are two matters; whether
/// the caller may is the services' to say.
/// </summary>
internal static class ActingFor
{
    public const string Key = "ActingFor";

    public const string BackKey = "ActingForBack";

    /// <param name="patient">Whose page it is; their name is among <paramref name="names"/>.</param>
    /// <param name="back">Where the same matter of their own is.</param>
    public static void SayWhomFor(this PageModel page, string patient, Names names, string back = "/my-appointments")
    {
        var caller = page.HttpContext.Caller();
        if (!caller.IsStaff && patient.Length > 0 && patient != caller.PersonId.ToString())
            (page.ViewData[Key], page.ViewData[BackKey]) = (names.Of(patient, "someone else"), back);
    }
}
