using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Start, stop and restart, as far as they make sense in a state.</summary>
internal static class ProcessCommands
{
    public static ImmutableArray<ResourceCommandSnapshot> For(string state)
    {
        var runs = state == KnownResourceStates.Running;
        var over = state == KnownResourceStates.NotStarted || KnownResourceStates.TerminalStates.Contains(state);
        var changes = !runs && !over;
        return
        [
            new(KnownResourceCommands.StartCommand, State(!runs, changes), "Start", "Start the process", "Play", IsHighlighted: true),
            new(KnownResourceCommands.StopCommand, State(!over, changes), "Stop", "Stop the process", "Stop", IsHighlighted: true),
            new(KnownResourceCommands.RestartCommand, State(runs, false), "Restart", "Stop the process and start it again", "ArrowCounterclockwise", IsHighlighted: false),
        ];
    }

    private static ResourceCommandState State(bool makesSense, bool changes) =>
        !makesSense ? ResourceCommandState.Hidden : changes ? ResourceCommandState.Disabled : ResourceCommandState.Enabled;
}
