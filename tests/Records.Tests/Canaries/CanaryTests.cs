using System.Diagnostics;
using System.Text;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Records.Tests.Attachments;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;

namespace PracticeAspire.Records.Tests.Canaries;

/// <summary>What a record says lies nowhere in the clear: a word that is planted in every field of it is searched wherever bytes come to rest.</summary>
public sealed class CanaryTests(CanaryHost host) : IClassFixture<CanaryHost>
{
    // Said, and not in any answer: what was refused, and why something was amended.
    private readonly HashSet<string> unkept = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Google.Protobuf.WellKnownTypes.Timestamp Now => host.Clock.GetCurrentInstant().ToTimestamp();

    [Fact]
    public async Task Nothing_that_was_said_through_any_door_lies_anywhere_in_the_clear()
    {
        var flock = new Flock();
        var patient = await host.AdmitAsync();
        var doctor = await host.GiveDoctorAsync(patient);
        var shown = await WriteAllAsync(flock, patient, doctor);
        shown += await AskAndBreakInAsync(flock, patient);
        shown += await DraftAsync(flock, patient, doctor);
        await MistakeAsync(flock, patient, doctor);
        await PublishedAsync();

        Assert.True(flock.Planted.Count > 100, $"Only {flock.Planted.Count} fields were found to plant something in.");
        Assert.All(flock.Planted.Where(word => !unkept.Contains(word)), word => Assert.True(IsIn(shown, word), $"{word} was not kept."));
        Assert.Empty(await Sinks.WhereAsync(flock, host, Ct));
    }

    [Fact]
    public async Task A_word_that_lies_in_the_clear_is_found_wherever_it_lies()
    {
        var flock = new Flock();
        foreach (var (database, nth) in new[] { (host.SuperuserConnectionString, 1), (host.KeysConnectionString, 2) })
        {
            await using var source = NpgsqlDataSource.Create(database);
            await using var make = source.CreateCommand("CREATE TABLE spilled (words bytea)");
            await make.ExecuteNonQueryAsync(Ct);
            await using var spill = source.CreateCommand($"INSERT INTO spilled VALUES ('{nth}{flock.Next()}')");
            await spill.ExecuteNonQueryAsync(Ct);
        }

        await host.Redis.Database.StringSetAsync("spilled", Convert.ToBase64String(Encoding.UTF8.GetBytes($"x{flock.Next()}")));
        host.Services.GetRequiredService<ILogger<CanaryTests>>().LogTrace("Spilled {Words}", flock.Next());
        using (var source = new ActivitySource("spilled"))
        using (var span = source.StartActivity("spilled"))
            span!.SetTag("words", flock.Next());
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, flock.Next(), Encoding.Unicode, Ct);
        try
        {
            Assert.Equal(Sinks.All, await Sinks.WhereAsync(flock, host, Ct));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async Task<string> WriteAllAsync(Flock flock, Guid patient, Guid doctor)
    {
        foreach (var content in flock.Contents())
        {
            var entry = await host.Entries(doctor).AddEntryAsync(new() { Id = NewId(), PatientId = patient.ToString(), HappenedAt = Now, Content = content });
            if (content.KindCase == Content.KindOneofCase.Note)
                await ChangeAsync(flock, patient, doctor, entry, content);
        }

        await AttachAsync(flock, patient, doctor);
        return JsonFormatter.Default.Format(await host.Charts(patient, Roles.Patient).ListEntriesAsync(new() { PatientId = patient.ToString(), PageSize = 50 }))
            + JsonFormatter.Default.Format(await host.Charts(doctor, Roles.Doctor).GetChartAsync(new() { PatientId = patient.ToString() }));
    }

    private async Task AttachAsync(Flock flock, Guid patient, Guid doctor)
    {
        var about = host.About(patient, $"{flock.Next()}.pdf");
        about.Description = flock.Next();
        var within = flock.Next();
        unkept.Add(within);
        await host.Attachments(doctor).SendAsync(about, GivenFiles.PdfThatSays(within));
    }

    private async Task ChangeAsync(Flock flock, Guid patient, Guid doctor, Contracts.Entry entry, Content content)
    {
        var because = flock.Next();
        await host.Entries(doctor).AmendEntryAsync(new()
        {
            RequestId = NewId(),
            PatientId = patient.ToString(),
            EntryId = entry.Id,
            Version = 1,
            HappenedAt = Now,
            Content = content,
            Reason = because,
        });
        unkept.Add(because);
        await host.Entries(doctor).RetractEntryAsync(new() { PatientId = patient.ToString(), EntryId = entry.Id, Version = 2, Reason = flock.Next() });
    }

    private async Task<string> AskAndBreakInAsync(Flock flock, Guid patient)
    {
        var (biller, stranger, officer) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await host.Access(biller, Roles.Biller).RequestAccessAsync(new()
        {
            Id = NewId(),
            PatientId = patient.ToString(),
            Reason = flock.Next(),
            WantedUntil = (host.Clock.GetCurrentInstant() + Duration.FromDays(1)).ToTimestamp(),
        });
        var glass = await host.Access(stranger, Roles.Doctor).BreakGlassAsync(new() { Id = NewId(), PatientId = patient.ToString(), Code = "unconscious", Reason = flock.Next() });
        await host.Access(officer, Roles.Administrator).ReviewGlassBreakAsync(new() { Id = glass.Id, Justified = true, Comment = flock.Next() });

        var owner = host.Access(patient, Roles.Patient);
        return JsonFormatter.Default.Format(await owner.ListRequestsAsync(new() { PatientId = patient.ToString() }))
            + JsonFormatter.Default.Format(await owner.ListGlassBreaksAsync(new() { PatientId = patient.ToString() }));
    }

    private async Task<string> DraftAsync(Flock flock, Guid patient, Guid doctor)
    {
        var drafts = new Contracts.Drafts.DraftsClient(host.As(doctor, Roles.Doctor));
        await drafts.SaveDraftAsync(new() { PatientId = patient.ToString(), Content = RecordsHost.Note(flock.Next()), HappenedAt = Now });
        return JsonFormatter.Default.Format(await drafts.GetDraftAsync(new() { PatientId = patient.ToString() }));
    }

    // What goes wrong is where words slip out: into the text of an error, or into what is logged of a request.
    private async Task MistakeAsync(Flock flock, Guid patient, Guid doctor)
    {
        var note = RecordsHost.Note(flock.Next());
        note.Note.Template = flock.Next();
        unkept.UnionWith([note.Note.Sections[0].Text, note.Note.Template]);
        await host.Entries(doctor).AddEntryAsync(new() { Id = NewId(), PatientId = patient.ToString(), HappenedAt = Now, Content = note }).Refused();

        var sqlFails = RecordsHost.Note(flock.Next());
        unkept.Add(sqlFails.Note.Sections[0].Text);
        await host.AsSuperuserAsync("ALTER TABLE entry ADD CONSTRAINT nothing_more CHECK (kind <> 'note') NOT VALID");
        await host.Entries(doctor).AddEntryAsync(new() { Id = NewId(), PatientId = patient.ToString(), HappenedAt = Now, Content = sqlFails }).Refused();
        await host.AsSuperuserAsync("ALTER TABLE entry DROP CONSTRAINT nothing_more");
    }

    private async Task PublishedAsync()
    {
        await using var source = NpgsqlDataSource.Create(host.SuperuserConnectionString);
        await using var waiting = source.CreateCommand("SELECT count(*) FROM outbox o LEFT JOIN topic_head h USING (topic) WHERE o.sequence IS NULL OR o.sequence > h.published");
        await Eventually.Is(async () => (long)(await waiting.ExecuteScalarAsync(Ct))!, left => left == 0, "everything to be with the broker");
    }

    // What is bytes is shown in base64.
    private static bool IsIn(string shown, string word) =>
        shown.Contains(word, StringComparison.Ordinal) || shown.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(word)), StringComparison.Ordinal);

    private static string NewId() => Guid.CreateVersion7().ToString();
}
