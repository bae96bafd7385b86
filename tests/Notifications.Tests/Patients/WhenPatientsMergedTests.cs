using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Notifications.Tests.Patients;

public sealed class WhenPatientsMergedTests(NotificationsHost host) : IClassFixture<NotificationsHost>
{
    private static readonly DateTimeOffset Start = new(2026, 4, 14, 7, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task What_happens_to_an_appointment_of_the_merged_record_is_told_to_the_survivor_until_it_is_undone()
    {
        var (meeting, survivor) = (host.Meet(), Guid.CreateVersion7());
        host.Neighbours.Directory.Know(survivor, "Pat O'Neil", $"survivor-{survivor:N}@example.org");
        var mailbox = await host.StartMailboxAsync();

        await host.HearAsync(new PatientsMerged(survivor, meeting.Patient, 2, Start));
        await host.HearAsync(meeting.Rescheduled(2, Start, Start.AddDays(1)));
        Assert.Equal(["appointment-rescheduled"], await NoticesOfAsync(survivor));
        Assert.Empty(await NoticesOfAsync(meeting.Patient));
        Assert.Single(await Appointments.WhenAppointmentBookedTests.Arrived(mailbox, $"survivor-{survivor:N}@example.org", 1));

        await host.HearAsync(new PatientsUnmerged(survivor, meeting.Patient, 3, Start));
        await host.HearAsync(new PatientsMerged(survivor, meeting.Patient, 2, Start));
        await host.HearAsync(meeting.Cancelled(3, Start.AddDays(1)));
        Assert.Equal(["appointment-rescheduled"], await NoticesOfAsync(survivor));
        Assert.Equal(["appointment-cancelled"], await NoticesOfAsync(meeting.Patient));
    }

    private async Task<IEnumerable<string>> NoticesOfAsync(Guid person) =>
        (await new Contracts.Notices.NoticesClient(host.As(person, Roles.Patient)).ListNoticesAsync(new())).Notices.Select(n => n.Kind);
}
