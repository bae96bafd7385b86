namespace PracticeAspire.Sidecar.Secrets;

internal interface ISecretStore
{
    /// <summary>The secret's keys and values, or null when there is none of that name.</summary>
    IReadOnlyDictionary<string, string>? Find(string name);

    IEnumerable<string> Names { get; }
}
