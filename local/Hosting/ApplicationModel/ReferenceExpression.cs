using System.Globalization;
using System.Runtime.CompilerServices;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Text with holes that are filled once the application runs.</summary>
public sealed class ReferenceExpression : IValueProvider, IManifestExpressionProvider
{
    private readonly IReadOnlyList<object> _parts;

    private ReferenceExpression(IReadOnlyList<object> parts) => _parts = parts;

    /// <inheritdoc />
    public string ValueExpression =>
        string.Concat(_parts.Select(p => p is IManifestExpressionProvider hole ? hole.ValueExpression : (string)p));

    /// <summary>Made from an interpolated string whose holes are endpoints, parameters or other expressions.</summary>
    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => new(handler.Parts);

    /// <inheritdoc />
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        var text = new System.Text.StringBuilder();
        foreach (var part in _parts)
            text.Append(CultureInfo.InvariantCulture, $"{(part is IValueProvider hole ? await hole.GetValueAsync(cancellationToken) : part)}");
        return text.ToString();
    }

    /// <summary>Collects the parts of an interpolated string.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct ExpressionInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        internal List<object> Parts { get; } = new(formattedCount * 2 + Math.Min(literalLength, 1));

        /// <summary>Text between the holes.</summary>
        public void AppendLiteral(string value) => Parts.Add(value);

        /// <summary>A hole that is text already.</summary>
        public void AppendFormatted(string? value) => Parts.Add(value ?? "");

        /// <summary>A hole that is known later.</summary>
        public void AppendFormatted<T>(T valueProvider) where T : IValueProvider, IManifestExpressionProvider => Parts.Add(valueProvider);

        /// <summary>A hole that is the value of a resource.</summary>
        public void AppendFormatted<T>(IResourceBuilder<T> valueProvider) where T : IResource, IValueProvider, IManifestExpressionProvider =>
            Parts.Add(valueProvider.Resource);
    }
}
