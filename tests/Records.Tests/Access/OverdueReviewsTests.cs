using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Access;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Tests.Access;

public sealed class OverdueReviewsTests(RecordsHost host) : IClassFixture<RecordsHost>
{
    [Fact]
    public async Task An_emergency_that_nobody_looked_at_in_three_working_days_is_told_of_each_day_once()
    {
        while (host.Clock.GetCurrentInstant().InUtc().DayOfWeek != IsoDayOfWeek.Tuesday)
            host.Clock.Advance(Duration.FromDays(1));
        var glass = await BreakAsync();

        // Wednesday, Thursday, Friday, and the weekend does not count.
        host.Clock.Advance(Duration.FromDays(5));
        await LookAsync();
        Assert.Empty(await ToldOfAsync(glass));

        host.Clock.Advance(Duration.FromDays(1));
        await Task.WhenAll(LookAsync(), LookAsync());
        host.Clock.Advance(Duration.FromHours(23));
        await LookAsync();
        var told = Assert.Single(await ToldOfAsync(glass));
        Assert.DoesNotContain("unconscious", told, StringComparison.Ordinal);

        host.Clock.Advance(Duration.FromHours(1));
        await LookAsync();
        Assert.Equal(2, (await ToldOfAsync(glass)).Count);
    }

    [Fact]
    public async Task What_somebody_looked_at_in_time_is_not_told_of()
    {
        var glass = await BreakAsync();
        await ReviewAsync(glass);

        host.Clock.Advance(Duration.FromDays(30));
        await LookAsync();

        Assert.Empty(await ToldOfAsync(glass));
    }

    [Fact]
    public async Task What_is_overdue_can_still_be_looked_at()
    {
        var glass = await BreakAsync();
        host.Clock.Advance(Duration.FromDays(30));
        await LookAsync();
        Assert.Single(await ToldOfAsync(glass));

        var reviewed = await ReviewAsync(glass);

        Assert.False(reviewed.Overdue);
    }

    private async Task<Contracts.GlassBreak> BreakAsync() => await host.Access(Guid.CreateVersion7(), Roles.Doctor).BreakGlassAsync(new()
    {
        Id = Guid.CreateVersion7().ToString(),
        PatientId = (await host.AdmitAsync()).ToString(),
        Code = "emergency",
        Reason = "Found unconscious in the car park.",
    });

    private async Task<Contracts.GlassBreak> ReviewAsync(Contracts.GlassBreak glass) =>
        await host.Access(Guid.CreateVersion7(), Roles.Administrator).ReviewGlassBreakAsync(new() { Id = glass.Id, Justified = true, Comment = "It was one." });

    private async Task LookAsync() => await host.Services.GetServices<IHostedService>().OfType<TellOfOverdueReviews>().Single().TellOfSomeAsync(CancellationToken.None);

    private Task<List<string>> ToldOfAsync(Contracts.GlassBreak glass) => host.InDatabase(db =>
        db.Set<OutboxEntry>().Where(e => e.Topic == ReviewOverdue.Topic && e.Data.Contains(glass.Id)).Select(e => e.Data).ToListAsync());
}
