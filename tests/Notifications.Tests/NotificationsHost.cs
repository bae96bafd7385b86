using Microsoft.AspNetCore.Hosting;
using Npgsql;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.Events.Contracts;
using PracticeAspire.Infrastructure;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Notifications.Tests;

/// <summary>The service on its own database, with neighbours and a mailbox. One per test class; tests make up their own people.</summary>
public class NotificationsHost() : ServiceHost<Program>("notifications"), IAsyncLifetime
{
    private readonly Dictionary<string, long> sequences = [];
    private NpgsqlDataSource? sql;

    internal Neighbours Neighbours { get; private set; } = null!;

    internal SmtpServer? Mailbox { get; private set; }

    internal NpgsqlDataSource Sql => sql ??= NpgsqlDataSource.Create(ConnectionString);

    /// <summary>The mailbox is started by the test when it wants one; until then nobody answers there.</summary>
    public int MailboxPort { get; private set; } = FreePort.Next();

    public async ValueTask InitializeAsync() => Neighbours = await Neighbours.StartAsync();

    internal async Task<SmtpServer> StartMailboxAsync() => Mailbox ??= await SmtpServer.StartAsync(MailboxPort);

    internal async Task StartRefusingMailboxAsync()
    {
        Mailbox = await SmtpServer.StartRefusingAsync();
        MailboxPort = Mailbox.SmtpPort;
    }

    /// <summary>Puts a mail server that takes everything where the one was that did not.</summary>
    internal async Task ReplaceMailboxAsync()
    {
        Mailbox?.Dispose();
        Mailbox = await SmtpServer.StartAsync(MailboxPort);
    }

    /// <returns>An appointment's deliveries as staff see them, once they are as hoped for.</returns>
    internal Task<List<Contracts.Delivery>> DeliveriesOfAsync(Meeting meeting, Func<List<Contracts.Delivery>, bool> enough) =>
        SettledAsync(Roles.Receptionist, new() { AppointmentId = meeting.Id.ToString() }, enough);

    /// <returns>The deliveries of a request or an opening in an emergency as the privacy officer sees them, once they are as hoped for.</returns>
    internal Task<List<Contracts.Delivery>> DeliveriesOfAsync(Asking asking, Func<List<Contracts.Delivery>, bool> enough) =>
        SettledAsync(Roles.Administrator, new() { MatterId = asking.Id.ToString() }, enough);

    private async Task<List<Contracts.Delivery>> SettledAsync(string role, Contracts.ListDeliveriesRequest request, Func<List<Contracts.Delivery>, bool> enough)
    {
        var staff = new Contracts.Deliveries.DeliveriesClient(As(Guid.CreateVersion7(), role));
        return await Eventually.Is(
            async () => (await staff.ListDeliveriesAsync(request)).Deliveries.ToList(), all => all.Count > 0 && enough(all), "the deliveries to settle");
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Neighbours.DisposeAsync();
        Mailbox?.Dispose();
        if (sql is not null)
            await sql.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Delivers an event that has not been delivered before.</summary>
    public async Task<Guid> HearAsync<TEvent>(TEvent fact)
        where TEvent : IEvent
    {
        var id = Guid.CreateVersion7();
        await this.HearAsync(fact, NextSequence(TEvent.Topic), id, Clock.GetCurrentInstant().ToDateTimeOffset());
        return id;
    }

    public long NextSequence(string topic)
    {
        lock (sequences)
            return sequences[topic] = sequences.GetValueOrDefault(topic) + 1;
    }

    /// <summary>Makes up a patient and a practitioner that the directory knows.</summary>
    internal Meeting Meet()
    {
        var meeting = new Meeting();
        Neighbours.Directory.Know(meeting.Patient, "Pat O'Neil <&>", meeting.PatientMail);
        Neighbours.Directory.Know(meeting.Practitioner, "Dr. Ana Ruiz", meeting.PractitionerMail);
        return meeting;
    }

    /// <summary>Makes up a patient, and a doctor to whom their record is closed, whom the directory knows.</summary>
    internal Asking Ask()
    {
        var asking = new Asking();
        Neighbours.Directory.Know(asking.Patient, "Pat O'Neil", asking.PatientMail);
        Neighbours.Directory.Know(asking.Doctor, "Dr. Ana Ruiz", asking.DoctorMail);
        return asking;
    }

    /// <summary>Makes up somebody whom the directory knows and who acts for a patient in this.</summary>
    internal async Task<Guid> AppointAsync(Guid patient, string scope)
    {
        var (person, now) = (Guid.CreateVersion7(), Clock.GetCurrentInstant().ToDateTimeOffset());
        Neighbours.Directory.Know(person, "Ada Example", MailOf(person));
        await HearAsync(new ProxyChanged(Guid.CreateVersion7(), 1, patient, person, [scope], null, now));
        return person;
    }

    internal async Task<List<Contracts.Notice>> NoticesOfAsync(Guid person) =>
        [.. (await new Contracts.Notices.NoticesClient(As(person, Roles.Patient)).ListNoticesAsync(new())).Notices];

    internal static string MailOf(Guid person) => $"person-{person:N}@example.org";

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        ConfigureNeighbours(builder);
    }

    internal void ConfigureNeighbours(IWebHostBuilder builder)
    {
        builder.UseSetting("ConnectionStrings:mailbox", $"smtp://localhost:{MailboxPort}");
        if (Issuer is TestIdentity)
            builder.UseSetting("Identity:Authority", $"http://localhost:{Neighbours.HttpPort}");
        builder.UseSetting("clients:notifications", "secret-of-notifications");
        builder.UseSetting("DAPR_GRPC_PORT", $"{Neighbours.GrpcPort}");
        builder.UseSetting("Practice:Name", "Riverside Practice");
        builder.UseSetting("Practice:MailFrom", "front.desk@riverside.example");
        builder.UseSetting("Practice:WebAddress", "https://riverside.example/");
        builder.UseSetting("Practice:Zone", "Europe/Berlin");
    }
}

/// <summary>An appointment between two people of its own, half an hour long.</summary>
internal sealed record Meeting
{
    public Guid Id { get; } = Guid.CreateVersion7();

    public Guid Patient { get; } = Guid.CreateVersion7();

    public Guid Practitioner { get; } = Guid.CreateVersion7();

    public string Zone { get; init; } = "Europe/Berlin";

    public string PatientMail => $"patient-{Patient:N}@example.org";

    public string PractitionerMail => $"practitioner-{Practitioner:N}@example.org";

    public AppointmentBooked Booked(DateTimeOffset start) => new(Id, 1, At(start), Patient, start.AddDays(-7));

    public AppointmentRescheduled Rescheduled(long version, DateTimeOffset from, DateTimeOffset to) =>
        new(Id, version, At(to), from, from.AddMinutes(30), Patient, from.AddDays(-3));

    public AppointmentCancelled Cancelled(long version, DateTimeOffset start) => new(Id, version, At(start), false, Patient, start.AddDays(-2));

    private AppointmentFacts At(DateTimeOffset start) =>
        new(Patient, Practitioner, Guid.CreateVersion7(), Guid.CreateVersion7(), "Chemotherapy review", start, start.AddMinutes(30), Zone);
}
