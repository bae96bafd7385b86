namespace Aspire.Hosting.ApplicationModel;

/// <summary>The states a resource goes through.</summary>
public static class KnownResourceStates
{
    /// <summary>Never started.</summary>
    public static readonly string NotStarted = nameof(NotStarted);

    /// <summary>Waits for others.</summary>
    public static readonly string Waiting = nameof(Waiting);

    /// <summary>Is being started.</summary>
    public static readonly string Starting = nameof(Starting);

    /// <summary>Its process runs.</summary>
    public static readonly string Running = nameof(Running);

    /// <summary>It could not be started.</summary>
    public static readonly string FailedToStart = nameof(FailedToStart);

    /// <summary>Is being stopped.</summary>
    public static readonly string Stopping = nameof(Stopping);

    /// <summary>It ended by itself, with an error.</summary>
    public static readonly string Exited = nameof(Exited);

    /// <summary>It ended as asked, or with exit code 0.</summary>
    public static readonly string Finished = nameof(Finished);

    /// <summary>The states nothing runs in.</summary>
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];
}

/// <summary>The colours of states.</summary>
public static class KnownResourceStateStyles
{
    /// <summary>Green.</summary>
    public static readonly string Success = "success";

    /// <summary>Red.</summary>
    public static readonly string Error = "error";

    /// <summary>Blue.</summary>
    public static readonly string Info = "info";

    /// <summary>Yellow.</summary>
    public static readonly string Warn = "warning";
}

/// <summary>The commands every process knows.</summary>
public static class KnownResourceCommands
{
    /// <summary>Start it.</summary>
    public static readonly string StartCommand = "resource-start";

    /// <summary>Stop it.</summary>
    public static readonly string StopCommand = "resource-stop";

    /// <summary>Stop it and start it again.</summary>
    public static readonly string RestartCommand = "resource-restart";
}

internal static class KnownProperties
{
    public const string Pid = "executable.pid";
    public const string Path = "executable.path";
    public const string WorkDir = "executable.workDir";
    public const string Args = "executable.args";
    public const string ProjectPath = "project.path";
    public const string ParentName = "resource.parentName";
    public const string ExitCode = "resource.exitCode";
    public const string WaitingFor = "resource.waitingFor";
}
