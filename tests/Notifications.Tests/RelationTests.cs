using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using PracticeAspire.Notifications.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Notifications.Tests;

/// <summary>Who is told what of a patient, by what they are to them.</summary>
public sealed class RelationTests(NotificationsHost host) : IClassFixture<NotificationsHost>
{
    private static readonly DateTimeOffset Start = new(2026, 7, 14, 7, 0, 0, TimeSpan.Zero);

    private readonly List<Guid> deactivated = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Dictionary<string, Func<Scene, Task<bool>>> Doors { get; } = new()
    {
        ["practice.notifications.v1.Notices/ListNotices"] = async scene =>
            (await new Contracts.Notices.NoticesClient(scene.Calls).ListNoticesAsync(new(), cancellationToken: Ct)).Notices.Any(n => n.AppointmentId == scene.Appointment),
        ["practice.notifications.v1.Notices/MarkRead"] = async scene =>
        {
            await new Contracts.Notices.NoticesClient(scene.Calls).MarkReadAsync(new() { Ids = { scene.NoticeOfPatient } }, cancellationToken: Ct);
            return (await new Contracts.Notices.NoticesClient(scene.AsPatient).ListNoticesAsync(new(), cancellationToken: Ct)).Notices.Single().Read;
        },
        ["practice.notifications.v1.Deliveries/ListDeliveries"] = async scene =>
            (await new Contracts.Deliveries.DeliveriesClient(scene.Calls).ListDeliveriesAsync(new() { AppointmentId = scene.Appointment }, cancellationToken: Ct)).Deliveries.Count > 0,
        ["practice.notifications.v1.Deliveries/SendAgain"] = async scene =>
        {
            await new Contracts.Deliveries.DeliveriesClient(scene.Calls).SendAgainAsync(new() { DeliveryId = scene.DeliveryToPatient }, cancellationToken: Ct);
            return true;
        },
    };

    [Fact]
    public async Task Every_door_answers_as_the_document_says_by_what_one_is_to_the_patient() =>
        Assert.Empty(await ByRelation.AtEveryDoorAsync(AppNames.Notifications, SetAsync, Doors, Ct));

    [Fact]
    public async Task No_door_that_takes_something_of_a_patient_is_missing_in_the_document() =>
        Assert.Empty(await ByRelation.UnknownDoorsAsync(host, AppNames.Notifications, Ct));

    private async Task<Scene> SetAsync(string caller)
    {
        var (meeting, person, grant) = (host.Meet(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var now = host.Clock.GetCurrentInstant().ToDateTimeOffset();
        if (caller is ByRelation.Proxy or ByRelation.EndedProxy)
            await host.HearAsync(new ProxyChanged(grant, 1, meeting.Patient, person, ["appointments"], null, now));
        if (caller is ByRelation.ProxyForElse)
            await host.HearAsync(new ProxyChanged(grant, 1, meeting.Patient, person, ["records"], null, now));
        await host.HearAsync(meeting.Booked(Start));
        if (caller is ByRelation.EndedProxy)
            await host.HearAsync(new ProxyChanged(grant, 2, meeting.Patient, person, ["appointments"], now, now));

        var asPatient = host.As(meeting.Patient, Roles.Patient);
        var scene = new Scene(
            caller is ByRelation.Self or ByRelation.Deactivated ? asPatient : host.As(person, ByRelation.Relations.Contains(caller) ? Roles.Patient : caller),
            asPatient,
            meeting.Id.ToString(),
            (await new Contracts.Notices.NoticesClient(asPatient).ListNoticesAsync(new(), cancellationToken: Ct)).Notices.Single().Id,
            (await new Contracts.Deliveries.DeliveriesClient(asPatient).ListDeliveriesAsync(new() { AppointmentId = meeting.Id.ToString() }, cancellationToken: Ct)).Deliveries.First(d => d.Channel == "email").Id);
        if (caller is ByRelation.Deactivated)
            deactivated.Add(meeting.Patient);
        host.Services.GetRequiredService<AccessRules>().Take(ByRelation.RolesAsTheyComeWithout(deactivated));
        return scene;
    }

    private sealed record Scene(CallInvoker Calls, CallInvoker AsPatient, string Appointment, string NoticeOfPatient, string DeliveryToPatient);
}
