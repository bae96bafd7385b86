namespace PracticeAspire.Web.SignIn;

/// <summary>Nobody can say now who is signed in. That signs nobody out: the cookie stays, and the page says what is the matter.</summary>
internal sealed class SessionStoreAway(Exception cause) : Exception("The state store of the sessions does not answer.", cause)
{
    private static readonly object Mark = new();

    /// <summary>Whether this request has met it before: the page that says so is for anyone.</summary>
    public static bool WasMetBy(HttpContext context) => context.Items.ContainsKey(Mark);

    /// <summary>Notes that this request has met it.</summary>
    public static SessionStoreAway MetBy(HttpContext context, Exception cause)
    {
        context.Items[Mark] = true;
        return new SessionStoreAway(cause);
    }
}

internal static class SessionStoreAwayPage
{
    /// <summary>Comes before authentication.</summary>
    public static void UseSessionStoreAwayPage(this WebApplication app) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (SessionStoreAway away) when (!context.Response.HasStarted)
        {
            app.Logger.LogWarning("Sessions cannot be read: {Reason}", away.InnerException!.Message);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    });
}
