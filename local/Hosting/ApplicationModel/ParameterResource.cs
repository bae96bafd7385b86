using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that comes from configuration (<c>Parameters:name</c>) or from a default.</summary>
public sealed class ParameterResource(string name, Func<ParameterDefault?, string> callback, bool secret = false)
    : Resource(name), IValueProvider, IManifestExpressionProvider
{
    private readonly Lock _gate = new();
    private string? _value;

    /// <summary>How a value is made when none is configured.</summary>
    public ParameterDefault? Default { get; set; }

    /// <summary>Masked where it is shown.</summary>
    public bool Secret { get; } = secret;

    string IManifestExpressionProvider.ValueExpression => $"{{{Name}.value}}";

    /// <inheritdoc />
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate) return ValueTask.FromResult<string?>(_value ??= callback(Default));
    }
}

/// <summary>Makes the value of a parameter nobody configured.</summary>
public abstract class ParameterDefault
{
    /// <summary>The value.</summary>
    public abstract string GetDefaultValue();
}

/// <summary>A random value.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    private const string Letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ", Digits = "23456789", Specials = "-_.{}~()*+!";

    /// <summary>At least so many characters.</summary>
    public int MinLength { get; set; }

    /// <summary>With punctuation.</summary>
    public bool Special { get; set; } = true;

    /// <inheritdoc />
    public override string GetDefaultValue() =>
        RandomNumberGenerator.GetString(Letters + Digits + (Special ? Specials : ""), Math.Max(MinLength, 22));
}
