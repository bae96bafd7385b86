namespace PracticeAspire.Infrastructure;

/// <summary>Something this machine lacks or refuses; the message names it and says what to do.</summary>
public sealed class InfrastructureException(string message, Exception? inner = null) : Exception(message, inner);
