using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Records.Tests.Canaries;

/// <summary>
/// Words that are nowhere else in the world, one for each field in which something clinical can be said. All begin alike, so that one search finds any of
/// them, in whatever way bytes are written down: as they are, as two bytes each, in hexadecimal, or in base64.
/// </summary>
internal sealed class Flock
{
    private readonly string name = $"canary{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(9))}";
    private readonly List<string> planted = [];

    public Flock()
    {
        var bytes = Encoding.ASCII.GetBytes(name);
        Looks =
        [
            bytes, Encoding.Unicode.GetBytes(name), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes)), Encoding.ASCII.GetBytes(Convert.ToHexString(bytes)),
            .. Enumerable.Range(0, 3).Select(shift => InBase64(bytes, shift)),
        ];
    }

    /// <summary>As what it may lie somewhere.</summary>
    public IReadOnlyList<byte[]> Looks { get; }

    public IReadOnlyList<string> Planted => planted;

    public string Next()
    {
        planted.Add(string.Create(CultureInfo.InvariantCulture, $"{name}-{planted.Count}"));
        return planted[^1];
    }

    /// <summary>Content of every kind that is typed, with a word in every field of it. A document comes with its file.</summary>
    public IReadOnlyList<Content> Contents() => [.. Content.Descriptor.Oneofs[0].Fields.Where(kind => kind.MessageType != Document.Descriptor).Select(kind =>
    {
        var content = new Content { Source = Next(), Happened = Next() };
        kind.Accessor.SetValue(content, Fill(kind.MessageType, 0));
        if (content.Note is { } note)
        {
            // The one word that is a code: of a template that there is.
            planted.Remove(note.Template);
            note.Template = "free";
        }

        return content;
    })];

    public bool IsIn(ReadOnlySpan<byte> bytes)
    {
        foreach (var look in Looks)
        {
            if (bytes.IndexOf(look) >= 0)
                return true;
        }

        return false;
    }

    // Where a field can be one of several things, the list it is in has one of each.
    private IMessage Fill(MessageDescriptor type, int choice)
    {
        var message = type.Parser.ParseFrom(ByteString.Empty);
        foreach (var field in type.Fields.InFieldNumberOrder())
        {
            if (field.RealContainingOneof is { } either && either.Fields[choice % either.Fields.Count] != field)
                continue;
            if (field.IsRepeated)
            {
                var list = (System.Collections.IList)field.Accessor.GetValue(message);
                for (var nth = 0; nth < (field.FieldType == FieldType.Message ? 3 : 2); nth++)
                    list.Add(ValueOf(field, nth));
            }
            else if (ValueOf(field, choice) is { } value)
            {
                field.Accessor.SetValue(message, value);
            }
        }

        return message;
    }

    private object? ValueOf(FieldDescriptor field, int choice) => field.FieldType switch
    {
        FieldType.String => Next(),
        FieldType.Bytes => ByteString.CopyFromUtf8(Next()),
        FieldType.Message when field.MessageType != Timestamp.Descriptor => Fill(field.MessageType, choice),
        _ => null,
    };

    private static byte[] InBase64(byte[] bytes, int shift)
    {
        var text = Convert.ToBase64String([.. new byte[shift], .. bytes]);
        var (from, to) = ((shift * 8 + 5) / 6, (shift + bytes.Length) * 8 / 6);
        return Encoding.ASCII.GetBytes(text[from..to]);
    }
}
