using PracticeAspire.Load;
using PracticeAspire.Load.Scenarios;

Dictionary<string, Func<Ground, Table, Task>> scenarios = new()
{
    ["booking"] = BookingScenario.RunAsync,
    ["race"] = RaceScenario.RunAsync,
    ["slots"] = SlotsScenario.RunAsync,
    ["events"] = EventsScenario.RunAsync,
    ["hop"] = HopScenario.RunAsync,
    ["people"] = PeopleScenario.RunAsync,
    ["enumeration"] = EnumerationScenario.RunAsync,
    ["chart"] = ChartScenario.RunAsync,
    ["memory"] = MemoryScenario.RunAsync,
};
var names = args.Where(a => !a.StartsWith("--", StringComparison.Ordinal)).ToList();
if (names is ["start"])
{
    var start = new Table("start");
    await StartScenario.RunAsync(start);
    start.Print(asJson: args.Contains("--json"));
    return 0;
}

if (names.Count == 0 || names.Exists(n => !scenarios.ContainsKey(n)))
{
    Console.Error.WriteLine($"dotnet run -c Release --project tests/Load -- <{string.Join('|', scenarios.Keys)}>… [--json]   (or: start)");
    return 1;
}

await using var ground = await Ground.PrepareAsync();
foreach (var name in names)
{
    var table = new Table(name);
    await scenarios[name](ground, table);
    table.Print(asJson: args.Contains("--json"));
}

return 0;
