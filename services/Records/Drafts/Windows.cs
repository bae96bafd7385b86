using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Records.Drafts;

/// <summary>What one writer's windows wrote of one entry: the last stands in front, what others wrote at the same time beside it.</summary>
internal static class Windows
{
    /// <summary>Puts what a window wrote in front. What it has shown goes over into it; what it has not shown stays beside.</summary>
    public static Draft Over(this Draft written, Draft? kept)
    {
        written.Meanwhile = kept is not null && kept.Window != written.Window && kept.Etag != written.Etag;
        if (written.Meanwhile)
            written.Beside.Add(kept!.Alone());
        written.Beside.Add(kept?.Beside.Where(b => b.Window != written.Window) ?? []);
        return written;
    }

    /// <summary>What stays when a window is done with what it has shown; null: nothing.</summary>
    public static Draft? Without(this Draft kept, string window, string shown)
    {
        if (kept.Etag == shown || (window.Length == 0 && shown.Length == 0))
            return null;
        var others = kept.Beside.Prepend(kept.Alone()).Where(d => d.Window != window).ToList();
        return others.Count == 0 ? null : new Draft(others[0]) { Beside = { others.Skip(1) } };
    }

    private static Draft Alone(this Draft draft)
    {
        var alone = draft.Clone();
        alone.Beside.Clear();
        alone.Etag = "";
        return alone;
    }
}
