namespace PracticeAspire.Web.Tests.Neighbourhood;

/// <summary>The system's time, and what has passed besides by the will of a test.</summary>
internal sealed class HandSetTime : TimeProvider
{
    private TimeSpan passed;

    public void Pass(TimeSpan time) => passed += time;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + passed;
}
