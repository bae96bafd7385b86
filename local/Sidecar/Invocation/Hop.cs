using System.Diagnostics;

namespace PracticeAspire.Sidecar.Invocation;

/// <summary>
/// One step of a call: from a caller's sidecar to the callee's, or from a sidecar to its app.
/// </summary>
/// <param name="Address">Scheme, host and port of the next one.</param>
/// <param name="Path">Path to ask there when it is not the request's own, already escaped.</param>
/// <param name="AppId">Whose app it ends at.</param>
internal sealed record Hop(string Address, string? Path, string AppId, bool IsToApp, bool IsGrpc, Activity? Span);
