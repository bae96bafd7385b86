namespace PracticeAspire.Notifications.Telling;

/// <summary>That a person is to be told.</summary>
/// <param name="ActsFor">The patient they act for, when that is the only reason; null for who is told for themself.</param>
internal sealed record Told<TNews>(TNews News, Guid Person, Guid? ActsFor)
    where TNews : News;
