using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Evaluate = System.Func<System.Text.Json.JsonElement, object?>;

namespace PracticeAspire.Sidecar.PubSub;

/// <summary>Recursive descent over the subset in <see cref="Cel"/>; values are bool, double, string, JsonElement or object?[].</summary>
internal sealed partial class CelParser(string text)
{
    private readonly string[] tokens = [.. Token().Matches(text).Select(m => m.Value).Where(t => !string.IsNullOrWhiteSpace(t))];
    private int at;

    public Evaluate Parse()
    {
        var result = Or();
        return at == tokens.Length ? result : throw Refused();
    }

    private Evaluate Or()
    {
        var left = And();
        while (Take("||"))
        {
            var (a, b) = (left, And());
            left = e => Bool(a(e)) || Bool(b(e));
        }
        return left;
    }

    private Evaluate And()
    {
        var left = Relation();
        while (Take("&&"))
        {
            var (a, b) = (left, Relation());
            left = e => Bool(a(e)) && Bool(b(e));
        }
        return left;
    }

    private Evaluate Relation()
    {
        var left = Unary();
        if (Take("=="))
        {
            var right = Unary();
            return e => Same(left(e), right(e));
        }
        if (Take("!="))
        {
            var right = Unary();
            return e => !Same(left(e), right(e));
        }
        if (Take("in"))
        {
            var right = Unary();
            return e => Items(right(e)).Any(item => Same(left(e), item));
        }
        return left;
    }

    private Evaluate Unary()
    {
        if (!Take("!"))
            return Primary();
        var operand = Unary();
        return e => !Bool(operand(e));
    }

    private Evaluate Primary()
    {
        if (Take("("))
        {
            var inner = Or();
            Expect(")");
            return inner;
        }
        if (Take("["))
            return List();
        if (Take("has"))
            return Has();
        if (Take("size"))
        {
            Expect("(");
            var inner = Or();
            Expect(")");
            return e => Size(inner(e));
        }
        if (Take("event"))
            return Path();
        return Literal();
    }

    private Evaluate List()
    {
        List<Evaluate> items = [];
        while (!Take("]"))
        {
            items.Add(Or());
            if (!Take(","))
            {
                Expect("]");
                break;
            }
        }
        return e => items.Select(item => item(e)).ToArray();
    }

    private Evaluate Has()
    {
        Expect("(");
        Expect("event");
        var path = Names();
        Expect(")");
        return e => Find(e, path) is not null;
    }

    private Evaluate Path()
    {
        var path = Names();
        if (path.Count > 0 && path[^1] == "startsWith" && Take("("))
        {
            var parent = path[..^1];
            var prefix = Or();
            Expect(")");
            return e => Text(Need(e, parent)).StartsWith(Text(prefix(e)), StringComparison.Ordinal);
        }
        return e => Need(e, path);
    }

    private List<string> Names()
    {
        List<string> names = [];
        while (true)
        {
            if (Take("."))
            {
                names.Add(Next());
            }
            else if (at < tokens.Length - 2 && tokens[at] == "[" && tokens[at + 2] == "]" && tokens[at + 1][0] is '"' or '\'')
            {
                names.Add(tokens[at + 1][1..^1]);
                at += 3;
            }
            else
            {
                return names;
            }
        }
    }

    private Evaluate Literal()
    {
        var token = Next();
        if (token is "true" or "false")
            return _ => token == "true";
        if (token[0] is '"' or '\'')
            return _ => token[1..^1];
        if (double.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return _ => number;
        throw Refused();
    }

    private static object? Find(JsonElement root, List<string> path)
    {
        var element = root;
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return null;
        }
        return element.ValueKind switch
        {
            JsonValueKind.String => element.GetString(),
            JsonValueKind.Number => element.GetDouble(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => element,
        };
    }

    private static object Need(JsonElement root, List<string> path) =>
        Find(root, path) ?? throw new JsonException($"no such key: event.{string.Join('.', path)}");

    private static bool Bool(object? value) => value is bool result ? result : throw new JsonException("no such overload: not a boolean");

    private static string Text(object? value) => value as string ?? throw new JsonException("no such overload: not a string");

    private static bool Same(object? left, object? right) => Equals(left, right);

    private static IEnumerable<object?> Items(object? value) => value switch
    {
        object?[] list => list,
        JsonElement { ValueKind: JsonValueKind.Array } array => array.EnumerateArray().Select(item => Find(item, [])),
        JsonElement { ValueKind: JsonValueKind.Object } map => map.EnumerateObject().Select(property => (object?)property.Name),
        _ => throw new JsonException("no such overload: 'in' needs a list or a map"),
    };

    private static double Size(object? value) => value is string text ? text.Length : Items(value).Count();

    private bool Take(string token)
    {
        if (at >= tokens.Length || tokens[at] != token)
            return false;
        at++;
        return true;
    }

    private void Expect(string token)
    {
        if (!Take(token))
            throw Refused();
    }

    private string Next() => at < tokens.Length ? tokens[at++] : throw Refused();

    private StartupError Refused() => new($"the route match '{text}' needs the real daprd: here ==, !=, &&, ||, !, in, has(), size() and startsWith() are understood");

    [GeneratedRegex("""==|!=|&&|\|\||[!()\[\],.]|"[^"]*"|'[^']*'|-?\d+(?:\.\d+)?|\w+|\s+|.""")]
    private static partial Regex Token();
}
