namespace PracticeAspire.ServiceDefaults;

/// <summary>Whom an endpoint lets in. The use case behind it decides the rest: whose appointment, which fields.</summary>
public sealed record Who
{
    private Who(string words) => Words = words;

    /// <summary>For the table people read.</summary>
    public string Words { get; }

    /// <summary>No token is asked for. What answers here must have nothing to hide.</summary>
    public bool NeedsNoToken { get; private init; }

    /// <summary>The endpoint itself says so, by a scheme other than a token: the provider's pages and their cookie.</summary>
    public bool DecidedElsewhere { get; private init; }

    /// <summary>People pass before it is known who they are here, and with a password alone: the endpoint finds out who they are.</summary>
    public bool TakesStrangers { get; private init; }

    /// <summary>They must have proven who they are lately: <see cref="FreshProof"/>.</summary>
    public bool NeedsFreshProof { get; internal init; }

    private bool AnySignedIn { get; init; }

    private bool Services { get; init; }

    private string? OneService { get; init; }

    private bool WebItself { get; init; }

    private IReadOnlyList<string> Permissions { get; init; } = [];

    public static Who Anyone { get; } = new("anyone") { NeedsNoToken = true };

    /// <summary>OpenID Connect itself asks: for a client's secret, a code, a token of the provider's own.</summary>
    public static Who ByProtocol { get; } = new("who shows what OpenID Connect asks for") { NeedsNoToken = true };

    /// <summary>Our own sidecar, which <see cref="OnlyThroughSidecar"/> has seen the token of.</summary>
    public static Who Sidecar { get; } = new("the sidecar") { NeedsNoToken = true };

    public static Who ProviderSession { get; } = new("who is signed in at the provider") { DecidedElsewhere = true };

    /// <summary>Whoever has a valid token: every person and every service.</summary>
    public static Who SignedIn { get; } = new("who is signed in") { AnySignedIn = true };

    /// <summary>Whoever the identity provider has signed in, known here or not.</summary>
    public static Who AnyPerson { get; } = new("who has signed in, known here or not") { TakesStrangers = true };

    public static Who Service { get; } = new("services") { Services = true };

    /// <summary>One service, for itself: what it is told here no other needs to know.</summary>
    public static Who Only(string app) => new($"{app}, for itself") { OneService = app };

    public static Who ServiceOrWeb { get; } = new("services and web, for themselves") { Services = true, WebItself = true };

    /// <summary>Whoever has one of the permissions.</summary>
    public static Who May(params string[] permissions) => new($"may {string.Join(" or ", permissions)}") { Permissions = permissions };

    public static Who ServiceOrMay(string permission) => new($"services, or may {permission}") { Services = true, Permissions = [permission] };

    public bool Admits(Caller caller) =>
        TakesStrangers ? caller.IsPerson : !caller.IsStranger && AdmitsKnown(caller);

    private bool AdmitsKnown(Caller caller) =>
        AnySignedIn && !caller.Is(Roles.Web) || Services && caller.IsService || OneService is { } one && caller.IsServiceNamed(one) || WebItself && caller.Is(Roles.Web) || Permissions.Any(caller.May);
}
