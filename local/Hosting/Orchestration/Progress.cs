namespace Aspire.Hosting.Orchestration;

/// <summary>Tells the person at the console what takes its time.</summary>
internal static class Progress
{
    public static void Say(string message) => Console.WriteLine(message);
}
