using System.Security.Cryptography;

namespace PracticeAspire.Records.Crypto;

/// <summary>SHA-256 of a file that comes piece by piece: by it the same file is known again.</summary>
internal sealed class FileHash : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Add(ReadOnlySpan<byte> piece) => hash.AppendData(piece);

    public byte[] Finish() => hash.GetHashAndReset();

    public void Dispose() => hash.Dispose();
}
