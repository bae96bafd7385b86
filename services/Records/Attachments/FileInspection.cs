using System.Text;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Attachments.Formats;

namespace PracticeAspire.Records.Attachments;

/// <summary>
/// Looks at a file while it comes: what it is, whether it is that from its first to its last byte, and whether it is anything else besides. Its name, and what
/// a browser calls it, do not count.
/// </summary>
internal sealed class FileInspection
{
    private const int FirstLines = 4096;

    private static readonly string[] Markup = ["<script", "<html", "<!doctype html", "<svg", "<iframe", "<?php"];

    private readonly FileFormat format;
    private readonly IEnumerator<Want> steps;
    private readonly FileTail tail = new();
    private Want want;
    private int got;
    private long left;
    private bool ended;

    private FileInspection(FileFormat format)
    {
        this.format = format;
        steps = format.Walk().GetEnumerator();
        Next();
    }

    public string MediaType => format.MediaType;

    /// <param name="first">The first piece of the file, 4 KiB or more unless it is shorter.</param>
    /// <exception cref="RuleBroken"><c>file-type</c>, <c>file-polyglot</c></exception>
    public static FileInspection Begin(ReadOnlySpan<byte> first)
    {
        var format = FileTypes.Of(first) ?? throw FileTypes.Unknown(first);
        if (FileTypes.IsPdfBesides(format, first))
            throw new RuleBroken("file-polyglot", "A PDF file is hidden in this picture, so nothing was kept. Open it, save it as a new picture, and attach that.");
        var beginning = Encoding.Latin1.GetString(first[..Math.Min(first.Length, FirstLines)]);
        return Markup.Any(mark => beginning.Contains(mark, StringComparison.OrdinalIgnoreCase))
            ? throw new RuleBroken("file-polyglot", "This file is a page or a program besides what it seems to be, so nothing was kept. Save it anew with the program that made it, and attach that.")
            : new FileInspection(format);
    }

    /// <exception cref="RuleBroken"><c>file-damaged</c>, <c>file-polyglot</c>, <c>file-too-large</c>: it has too many points to be shown.</exception>
    public void Take(ReadOnlySpan<byte> piece)
    {
        tail.Add(piece);
        while (!piece.IsEmpty)
        {
            if (ended)
            {
                if (piece.ContainsAnyExcept((byte)0))
                    throw format.Followed();
                return;
            }

            var taken = want.Until is { } found ? TakeUntil(piece, found) : TakeSome(piece);
            piece = piece[taken..];
        }
    }

    /// <exception cref="RuleBroken"><c>file-cut-off</c>, <c>file-polyglot</c></exception>
    public void Finish()
    {
        if (!ended && !(want.MayEnd && got == 0))
            throw format.CutOff();
        format.CheckEnd(tail.Bytes);
        if (FileTypes.IsArchiveBesides(tail.Bytes))
            throw new RuleBroken("file-polyglot", "An archive (ZIP) is hidden in this file, so nothing was kept. Save it anew with the program that made it, and attach that.");
    }

    private int TakeUntil(ReadOnlySpan<byte> piece, byte found)
    {
        var at = piece.IndexOf(found);
        if (at < 0)
            return piece.Length;
        Next();
        return at + 1;
    }

    private int TakeSome(ReadOnlySpan<byte> piece)
    {
        var count = (int)Math.Min(left, piece.Length);
        if (want.Keep)
            piece[..count].CopyTo(format.Got.AsSpan(got));
        (got, left) = (got + (want.Keep ? count : 0), left - count);
        if (left == 0)
            Next();
        return count;
    }

    private void Next()
    {
        do
        {
            if (!steps.MoveNext())
            {
                ended = true;
                return;
            }

            (want, got, left) = (steps.Current, 0, steps.Current.Count);
        }
        while (want.Until is null && left == 0);
    }
}
