using System.Globalization;

namespace PracticeAspire.Load;

/// <summary>
/// People who do not exist, named as people are: a few names very often, very many hardly ever. The same seed makes the same people.
/// </summary>
internal sealed class MadeUpPeople(int seed)
{
    private const int RareFamilyNames = 20_000;
    private const int RareGivenNames = 3_000;

    public static readonly string[] FamilyNames =
        ("Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson Anderson Thomas Taylor Moore Jackson "
         + "Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker Young Allen King Wright Scott Torres Nguyen Hill Flores "
         + "Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts Müller Østergård Schmidt Fischer Weber Kowalski Nowak").Split(' ');

    public static readonly string[] GivenNames =
        ("James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph Jessica Thomas Sarah Charles Karen "
         + "Christopher Lisa Daniel Nancy Matthew Betty Anthony Margaret Mark Sandra Donald Ashley Steven Kimberly Paul Emily Andrew Donna Joshua Michelle "
         + "Kenneth Carol Kevin Amanda Brian Dorothy George Melissa Maria José Anna Olga Søren").Split(' ');

    private static readonly string[] Areas = ["212", "212", "212", "646", "718", "917", "203", "914"];

    private readonly Random random = new(seed);
    private (string[] Names, double[] Weights)? families, givens;

    public string FamilyName() => Pick(families ??= Weighed([.. FamilyNames, .. RareNames(RareFamilyNames)], 0.85, 5));

    public string GivenName() => Pick(givens ??= Weighed([.. GivenNames, .. RareNames(RareGivenNames)], 1.0, 3));

    public string GivenNamesOfOne() => random.Next(10) < 4 ? $"{GivenName()} {GivenName()}" : GivenName();

    public string FamilyNameOfOne() => random.Next(100) < 3 ? $"{FamilyName()}-{FamilyName()}" : FamilyName();

    public DateOnly BirthDate() => new DateOnly(1930, 1, 1).AddDays(random.Next(34_500));

    /// <summary>Most live near, and share a few area codes and an exchange.</summary>
    public string Phone() => random.Next(10) < 6
        ? string.Create(CultureInfo.InvariantCulture, $"+1 {Areas[random.Next(Areas.Length)]} 555 {random.Next(10_000):0000}")
        : string.Create(CultureInfo.InvariantCulture, $"+1 ({random.Next(200, 999)}) {random.Next(200, 999)}-{random.Next(10_000):0000}");

    private string Pick((string[] Names, double[] Weights) from)
    {
        var at = Array.BinarySearch(from.Weights, random.NextDouble() * from.Weights[^1]);
        return from.Names[at < 0 ? ~at : at];
    }

    private static (string[] Names, double[] Weights) Weighed(string[] names, double steepness, double flatTop)
    {
        var (weights, sum) = (new double[names.Length], 0.0);
        for (var rank = 0; rank < names.Length; rank++)
            weights[rank] = sum += 1 / Math.Pow(rank + flatTop, steepness);
        return (names, weights);
    }

    private HashSet<string> RareNames(int count)
    {
        string[] begin = ["B", "Br", "C", "Ch", "D", "F", "G", "Gr", "H", "J", "K", "Kl", "L", "M", "N", "P", "R", "S", "Sch", "Sh", "St", "T", "Tr", "V", "W", "Z"];
        string[] middle = ["a", "e", "i", "o", "u", "ai", "ei", "ou"], end = ["n", "r", "s", "l", "ck", "tt", "ng", "son", "man", "berg", "ski", "ez"];
        var names = new HashSet<string>();
        while (names.Count < count)
        {
            var syllables = Enumerable.Range(0, random.Next(1, 4)).Select(_ => begin[random.Next(begin.Length)] + middle[random.Next(middle.Length)]);
            var name = string.Concat(syllables).ToLowerInvariant() + end[random.Next(end.Length)];
            names.Add(char.ToUpperInvariant(name[0]) + name[1..]);
        }

        return names;
    }
}
