using Grpc.Core;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Web.Neighbours;

/// <summary>A part of a page that one service fills. When the service is down, <see cref="Trouble"/> says so and the rest of the page works.</summary>
internal sealed record Panel<T>(T? Value, string? Trouble)
    where T : class;

internal static class Panel
{
    /// <param name="what">What is missing, as it begins the sentence: "Appointments".</param>
    public static async Task<Panel<T>> Load<T>(string what, Func<Task<T>> load)
        where T : class
    {
        try
        {
            return new(await load(), null);
        }
        catch (RpcException failure) when (Refusal.From(failure).Kind is RefusalKind.Unavailable or RefusalKind.Failed)
        {
            return new(null, TroubleWith(what));
        }
    }

    public static string TroubleWith(string what) => $"{what} are not answering. The rest works; try this again in a moment.";
}
