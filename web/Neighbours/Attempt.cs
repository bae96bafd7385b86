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
            return refusal.Kind switch
            {
                RefusalKind.Unavailable => refusal with
                {
                    Sentence = $"{what} are not answering. What you typed is still here: try again in a moment. Trying twice does it once.",
                },
                RefusalKind.Malformed => refusal with { Sentence = InWords(refusal) },
                _ => refusal,
            };
        }
    }

    /// <summary>Services speak of the wire's fields ("The field first_day must be …"), which nobody at a desk has ever seen.</summary>
    private static string InWords(Refusal refusal)
    {
        var ofField = $"The field {refusal.Field} ";
        if (!refusal.Sentence.StartsWith(ofField, StringComparison.Ordinal))
            return refusal.Sentence;
        if (refusal.Sentence.Contains("must be an id", StringComparison.Ordinal))
            return "Something that was chosen is not known here. Choose it again.";

        var name = refusal.Field!.Replace('_', ' ').Replace('.', ' ');
        return $"“{char.ToUpperInvariant(name[0])}{name[1..]}” {refusal.Sentence[ofField.Length..]}";
    }
}
