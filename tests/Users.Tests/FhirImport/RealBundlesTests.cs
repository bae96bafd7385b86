using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Tests;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.Tests.FhirImport;

public sealed class RealBundlesTests(UsersHost host) : IClassFixture<UsersHost>
{
    [Fact]
    public async Task Every_given_bundle_imports_twice_with_the_same_result()
    {
        var files = Given();
        var first = await ImportAllAsync(files);
        var after = await Snapshot();
        var second = await ImportAllAsync(files);

        Assert.Equal(18, await host.InDatabase(db => db.People.CountAsync(p => p.Roles.Contains("patient"))));
        Assert.Equal(102, await host.InDatabase(db => db.People.CountAsync(p => p.Roles.Contains("doctor"))));
        Assert.Equal(102, await host.InDatabase(db => db.Organizations.CountAsync()));
        Assert.Equal(222, first.Sum(r => r.Created));
        Assert.Equal(18, first.Sum(r => r.Kinds.SingleOrDefault(k => k.Kind == "Patient")?.Created ?? 0));
        Assert.All(first, report => Assert.Empty(report.Refused));
        Assert.All(second, report => Assert.Equal((0, 0, 0), (report.Created, report.Updated, report.Refused.Count)));
        Assert.Equal(first.Sum(r => r.OtherKinds), second.Sum(r => r.OtherKinds));
        Assert.Equal(after, await Snapshot());
    }

    private async Task<List<ImportReport>> ImportAllAsync(IReadOnlyList<string> files)
    {
        var reports = new List<ImportReport>();
        foreach (var file in files)
            reports.Add(await host.ImportAsync(Path.GetFileName(file), await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)));
        return reports;
    }

    private async Task<string> Snapshot() => await host.InDatabase(async db =>
        string.Join('\n', await db.People.OrderBy(p => p.Id).Select(p => p.Id + p.GivenNames + p.FamilyName + p.Version).ToListAsync())
        + string.Join('\n', await db.Organizations.OrderBy(o => o.Id).Select(o => o.Id + o.Name + o.Type + o.Phone).ToListAsync())
        + await db.DirectoryIdentifiers.CountAsync() + await db.Set<OutboxEntry>().CountAsync());

    private static string[] Given()
    {
        var files = GivenBundles.Files();
        Assert.SkipUnless(files.Length > 0, "The given bundles (shared/data/fhir) are nowhere above the repository.");
        return files;
    }
}
