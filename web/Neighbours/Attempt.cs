using Grpc.Core;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Web.Neighbours;

/// <summary>A write that may be refused. What the person can do something about comes back as a sentence for the form; the rest ends the page.</summary>
internal static class Attempt
{
    /// <param name="what">Who is asked, as it begins the sentence when they do not answer: "Appointments".</param>
    /// <returns>Null when it was done.</returns>
    public static async Task<Refusal?> Do(string what, Func<Task> write)
    {
        try
        {
            await write();
            return null;
        }
        catch (RpcException failure) when (Refusal.From(failure) is
        { Kind: RefusalKind.Rule or RefusalKind.Stale or RefusalKind.Malformed or RefusalKind.Unavailable } refusal)
        {
            return refusal.Kind is not RefusalKind.Unavailable ? refusal : refusal with
            {
                Sentence = $"{what} are not answering. What you typed is still here: try again in a moment. Trying twice does it once.",
            };
        }
    }
}
