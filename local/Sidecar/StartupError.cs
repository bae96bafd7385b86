namespace PracticeAspire.Sidecar;

/// <summary>Something that daprd does not start with. Its message is the only line the person sees.</summary>
internal sealed class StartupError(string message, Exception? inner = null) : Exception(message, inner);
