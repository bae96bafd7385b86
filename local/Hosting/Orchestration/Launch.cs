using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>A command line.</summary>
internal sealed record Launch(string Command, IReadOnlyList<string> Arguments, string WorkingDirectory)
{
    /// <summary>The command line a person should see, when another program stands before it.</summary>
    public IReadOnlyList<string>? Shown { get; init; }
}

/// <summary>How a resource's process is started; asked at every start, because finding out may mean to fetch or to initialize something.</summary>
internal sealed record LaunchAnnotation(Func<CancellationToken, Task<Launch>> PrepareAsync) : IResourceAnnotation;
