using System.Net;
using System.Net.Http.Headers;
using Microsoft.Playwright;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Tests;
using PracticeAspire.Web.Tests.Neighbourhood;

namespace PracticeAspire.Web.Tests;

/// <summary>Files that are attached to a record and looked at: nothing of them stays on the way, and nothing in them runs.</summary>
public sealed class RecordFilesTests(TheBrowser chromium) : IClassFixture<TheBrowser>
{
    private const int MiB = 1024 * 1024;

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly string Patient = World.Id(301);
    private static readonly string Attach = $"/records/attach?patientId={World.Id(301)}";

    // One point, red.
    private static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mP4z8AAAAMBAQD3A0FDAAAAAElFTkSuQmCC");
    private static readonly byte[] Pdf = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"u8.ToArray();

    [Fact]
    public async Task A_file_is_attached_without_scripts_and_stands_in_the_record()
    {
        using var web = new WebHost(new World().WithRecord());
        using var doctor = await SignedIn(web, web.World.Doctors[0]);

        var chart = await doctor.GetStringAsync($"/records/chart?patientId={Patient}", Stop);
        var form = await doctor.GetStringAsync(Forms.Link(chart, "Picture or PDF"), Stop);
        var done = await Read(await PostAsync(doctor, form, Png, "left knee.png", ("Input.Text", "X-ray, left knee"), ("Input.Sensitivity", "Restricted")));

        Assert.Contains("<strong>Attached</strong>", done, StringComparison.Ordinal);
        Assert.Contains("X-ray, left knee", done, StringComparison.Ordinal);
        var entry = Entry(web, "left knee.png");
        Assert.Equal((World.At(web.World.Today, 10, 5), Sensitivity.Restricted), (entry.HappenedAt, entry.Content.Sensitivity));
        Assert.Equal(Png, web.World.Records.Files[entry.Id]);
        Assert.Contains($"<img src=\"/records/file?patientId={Patient}&entryId={entry.Id}\"", done, StringComparison.Ordinal);
        Assert.Contains("X-ray, left knee", await doctor.GetStringAsync($"/records/chart?patientId={Patient}&kind=document", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_reaches_the_service_while_the_browser_is_still_sending_and_stays_in_no_folder()
    {
        using var web = new WebHost(new World().WithRecord());
        using var doctor = await SignedIn(web, web.World.Doctors[0]);
        var form = await doctor.GetStringAsync(Attach, Stop);
        var before = Directory.GetFiles(Path.GetTempPath(), "ASPNETCORE_*").Length;
        var slow = new TwoHalves([.. Pdf, .. new byte[8 * MiB]], new byte[8 * MiB]);

        var answering = PostAsync(doctor, form, new StreamContent(slow), "scan.pdf");
        await Eventually.Is(() => Task.FromResult(Interlocked.Read(ref web.World.Records.Arrived)), arrived => arrived > 7 * MiB, "the first half to arrive before the second is sent");
        Assert.Equal(before, Directory.GetFiles(Path.GetTempPath(), "ASPNETCORE_*").Length);
        slow.GoOn();

        Assert.Contains("<strong>Attached</strong>", await Read(await answering), StringComparison.Ordinal);
        Assert.Equal(Pdf.Length + 16L * MiB, Entry(web, "scan.pdf").Content.Document.Size);
    }

    [Fact]
    public async Task What_is_refused_is_said_beside_the_form_and_what_was_typed_stays()
    {
        using var web = new WebHost(new World().WithRecord());
        using var doctor = await SignedIn(web, web.World.Doctors[0]);
        var form = await doctor.GetStringAsync(Attach, Stop);

        foreach (var (file, name, sentence) in new[]
        {
            ("MZ"u8.ToArray(), "knee.png", "neither a picture nor a PDF file"),
            ([], "knee.png", "There is nothing in this file"),
            ([], "", "Choose a file first"),
            ([.. Pdf, .. new byte[65 * MiB]], "knee.pdf", "64 MiB at most"),
        })
        {
            var page = await Read(await PostAsync(doctor, form, file, name, ("Input.Text", "Left knee")));
            Assert.Contains(sentence, page, StringComparison.Ordinal);
            Assert.Contains("value=\"Left knee\"", page, StringComparison.Ordinal);
        }

        Assert.Equal([World.Id(AFullRecord.Picture)], web.World.Records.Files.Keys);
        web.World.Down["records"] = true;
        Assert.Contains("are not answering", await Read(await PostAsync(doctor, form, Png, "knee.png")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("__RequestVerificationToken", "")]
    [InlineData("__RequestVerificationToken", "forged")]
    [InlineData("Input.Sensitivity", "")]
    [InlineData("Input.Sensitivity", "7")]
    public async Task A_form_that_is_not_ours_attaches_nothing(string field, string value)
    {
        using var web = new WebHost(new World().WithRecord());
        using var doctor = await SignedIn(web, web.World.Doctors[0]);
        var form = await doctor.GetStringAsync(Attach, Stop);

        using var answer = await PostAsync(doctor, form, Png, "knee.png", (field, value));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal([World.Id(AFullRecord.Picture)], web.World.Records.Files.Keys);
    }

    [Fact]
    public async Task A_form_without_a_file_part_or_of_another_kind_is_refused()
    {
        using var web = new WebHost(new World().WithRecord());
        using var doctor = await SignedIn(web, web.World.Doctors[0]);
        var form = await doctor.GetStringAsync(Attach, Stop);

        Assert.Equal(HttpStatusCode.BadRequest, (await doctor.Press(form, "/records/attach")).StatusCode);
        Assert.Equal([World.Id(AFullRecord.Picture)], web.World.Records.Files.Keys);
    }

    [Theory]
    [InlineData("image/png", "knee.png", "inline; filename=knee.png; filename*=UTF-8''knee.png")]
    [InlineData("image/png", "knee.exe", "inline; filename=knee.exe.png; filename*=UTF-8''knee.exe.png")]
    [InlineData("application/pdf", "", "inline; filename=file.pdf; filename*=UTF-8''file.pdf")]
    [InlineData("application/pdf", "Überweisung \"a\".PDF", "filename*=UTF-8''%C3%9Cberweisung%20%22a%22.PDF")]
    [InlineData("text/html", "page.html", "attachment; filename=page.html.bin")]
    public async Task A_file_is_served_as_what_it_is_and_nothing_in_it_runs(string type, string name, string disposition)
    {
        using var web = new WebHost(new World().WithRecord());
        var file = WithFile(web, type, name, Png);
        using var doctor = await SignedIn(web, web.World.Doctors[0]);

        using var answer = await doctor.GetAsync($"/records/file?patientId={Patient}&entryId={file}", Stop);

        Assert.Equal(Png, await answer.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal((type == "text/html" ? "application/octet-stream" : type, Png.LongLength), (answer.Content.Headers.ContentType!.MediaType, answer.Content.Headers.ContentLength));
        Assert.Contains(disposition, answer.Content.Headers.GetValues("Content-Disposition").Single(), StringComparison.Ordinal);
        Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(["same-origin"], answer.Headers.GetValues("Cross-Origin-Resource-Policy"));
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src", policy, StringComparison.Ordinal);
        Assert.Equal(type != "application/pdf", policy.Contains("sandbox", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Looking_and_taking_along_are_told_apart_and_an_emergency_only_looks()
    {
        using var web = new WebHost(new World().WithRecord());
        var file = WithFile(web, "image/png", "knee.png", Png);
        var path = $"patientId={Patient}&entryId={file}";
        using var doctor = await SignedIn(web, web.World.Doctors[0]);
        await doctor.GetAsync($"/records/file?{path}", Stop);
        using (var kept = await doctor.GetAsync($"/records/file?{path}&keep=true", Stop))
            Assert.Equal("attachment", kept.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal([false, true], web.World.Records.FilesRead.Select(r => r.Kept));
        Assert.Contains(">Download<", await doctor.GetStringAsync($"/records/entry?{path}", Stop), StringComparison.Ordinal);

        web.World.Records.Bases[(web.World.Doctors[0].Id, Patient)] = "break-glass";
        Assert.DoesNotContain(">Download<", await doctor.GetStringAsync($"/records/entry?{path}", Stop), StringComparison.Ordinal);
        Assert.DoesNotContain("Picture or PDF", await doctor.GetStringAsync($"/records/chart?patientId={Patient}", Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await doctor.GetAsync($"/records/file?{path}", Stop)).StatusCode);
        Assert.NotEqual(HttpStatusCode.OK, (await doctor.GetAsync($"/records/file?{path}&keep=true", Stop)).StatusCode);
    }

    [Fact]
    public async Task A_patient_looks_at_their_own_files_and_at_nobody_elses()
    {
        using var web = new WebHost(new World().WithRecord());
        var file = WithFile(web, "image/png", "knee.png", Png);
        using var owner = await SignedIn(web, web.World.Patients[1]);
        Assert.Contains($"<img src=\"/records/file?patientId={Patient}&entryId={file}\"", Forms.Text(await owner.GetStringAsync($"/records/entry?entryId={file}", Stop)), StringComparison.Ordinal);
        Assert.Equal(Png, await owner.GetByteArrayAsync($"/records/file?entryId={file}", Stop));
        Assert.Equal(HttpStatusCode.Forbidden, (await owner.GetAsync("/records/attach", Stop)).StatusCode);

        using var other = await SignedIn(web, web.World.Patients[2]);
        foreach (var path in (string[])[$"/records/file?patientId={Patient}&entryId={file}", $"/records/file?entryId={file}"])
        {
            using var answer = await other.GetAsync(path, Stop);
            Assert.DoesNotContain("image/png", answer.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_owner_sees_who_looked_at_a_file_and_who_took_it_along()
    {
        using var web = new WebHost(new World().WithRecord());
        web.World.Records.Accesses.Clear();
        foreach (var what in (string[])["file", "file-kept", "fhir Binary"])
        {
            web.World.Records.Accesses.Add(new()
            {
                At = World.At(web.World.Today, 10),
                ActorId = web.World.Doctors[0].Id,
                Action = "record.read",
                Basis = "treating",
                Outcome = "succeeded",
                Sequence = 2000,
                Details = { ["what"] = $"{what} {World.Id(5090)}" },
            });
        }

        using var owner = await SignedIn(web, web.World.Patients[1]);
        var ledger = Forms.Text(await owner.GetStringAsync("/records/ledger", Stop));

        Assert.Matches("a file(?! taken)", ledger);
        Assert.Contains("a file taken along", ledger, StringComparison.Ordinal);
        Assert.Contains("a file taken along by a program", ledger, StringComparison.Ordinal);
        Assert.DoesNotContain(World.Id(5090), ledger, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_record_that_was_tampered_with_the_sentence_is_shown_instead()
    {
        using var web = new WebHost(new World().WithRecord());
        var file = WithFile(web, "image/png", "knee.png", Png);
        using var doctor = await SignedIn(web, web.World.Doctors[0]);
        web.World.Records.Damaged = "This record is not as it was written, so nothing of it is shown. The operator has been told.";

        using var answer = await doctor.GetAsync($"/records/file?patientId={Patient}&entryId={file}", Stop);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("not as it was written", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_scripts_one_sees_how_far_it_is_and_a_refusal_leaves_the_form_as_it_is()
    {
        using var web = new WebHost(new World().WithRecord());
        web.World.SigningIn = web.World.Doctors[0];
        await using var context = await chromium.NewContext(bypassPolicy: false);
        var page = await context.NewPageAsync();
        await page.GotoAsync($"{web.Address}sign-in");
        await page.GotoAsync(new Uri(web.Address, Attach).ToString());
        await page.FillAsync("#input-text", "Left knee");
        await page.SetInputFilesAsync("#file", new FilePayload { Name = "knee.png", MimeType = "image/png", Buffer = "MZ program"u8.ToArray() });
        await page.ClickAsync("button.button--main");
        await Assertions.Expect(page.Locator("[data-upload-words]")).ToContainTextAsync("neither a picture nor a PDF");
        Assert.Equal("Left knee", await page.InputValueAsync("#input-text"));

        await page.SetInputFilesAsync("#file", new FilePayload { Name = "knee.png", MimeType = "image/png", Buffer = Png });
        await page.ClickAsync("button.button--main");
        await Assertions.Expect(page.Locator(".note--good")).ToContainTextAsync("Attached");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Left knee");
        Assert.Equal(1, await page.EvaluateAsync<int>("document.querySelector('.attached img').naturalWidth"));
    }

    [Fact]
    public async Task A_file_can_be_dropped_and_one_that_is_too_large_is_not_even_sent()
    {
        using var web = new WebHost(new World().WithRecord());
        web.World.SigningIn = web.World.Doctors[0];
        await using var context = await chromium.NewContext();
        var page = await context.NewPageAsync();
        await page.GotoAsync($"{web.Address}sign-in");
        await page.GotoAsync(new Uri(web.Address, Attach).ToString());
        var drop = "(size) => { const data = new DataTransfer(); data.items.add(new File([new Uint8Array(size)], 'big.pdf')); document.querySelector('[data-drop]').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })); return document.querySelector('#file').files[0]?.name; }";

        Assert.Equal("big.pdf", await page.EvaluateAsync<string>(drop, 65 * MiB));
        await page.ClickAsync("button.button--main");

        await Assertions.Expect(page.Locator("[data-upload-words]")).ToContainTextAsync("This file has 65 MiB. A file can have 64 MiB at most.");
        Assert.False(web.World.Calls.ContainsKey("AddAttachment"));
    }

    private static string WithFile(WebHost web, string type, string name, byte[] bytes)
    {
        var entry = web.World.Records.Write(
            5090, Patient, World.At(web.World.Today, 9), new() { Document = new() { FileName = name, MediaType = type, Size = bytes.Length, Description = "X-ray" } }, web.World.Doctors[0].Id);
        web.World.Records.Files[entry.Id] = bytes;
        return entry.Id;
    }

    private static Entry Entry(WebHost web, string fileName) => web.World.Records.Entries.Values.Single(e => e.Content.Document?.FileName == fileName);

    private static async Task<HttpClient> SignedIn(WebHost web, PracticeAspire.Users.Contracts.Person who)
    {
        web.World.SigningIn = who;
        var browser = web.Browser();
        await browser.GetAsync("/sign-in", Stop);
        return browser;
    }

    private static async Task<string> Read(HttpResponseMessage answer) => Forms.Text(await answer.Content.ReadAsStringAsync(Stop));

    private static Task<HttpResponseMessage> PostAsync(HttpClient browser, string page, byte[] file, string name, params (string Name, string Value)[] typed) =>
        PostAsync(browser, page, new ByteArrayContent(file), name, typed);

    // As browsers do: the fields in the order of the page, the file last; one that was not chosen has no name and nothing in it.
    private static async Task<HttpResponseMessage> PostAsync(HttpClient browser, string page, HttpContent file, string name, params (string Name, string Value)[] typed)
    {
        using var content = new MultipartFormDataContent();
        var fields = new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = Forms.Field(page, "__RequestVerificationToken"),
            ["Input.RequestId"] = Forms.Field(page, "Input.RequestId"),
            ["Input.Text"] = "",
            ["Input.Day"] = "2026-03-03",
            ["Input.Time"] = "10:05",
            ["Input.Sensitivity"] = "Normal",
        };
        foreach (var (field, value) in typed)
            fields[field] = value;
        foreach (var (field, value) in fields)
            content.Add(new StringContent(value), $"\"{field}\"");
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        file.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"file\"; filename=\"{name}\"");
        content.Add(file);
        return await browser.PostAsync(Attach, content, Stop);
    }

    /// <summary>A file of which the second half is not to be had before somebody says so.</summary>
    private sealed class TwoHalves(byte[] first, byte[] second) : MemoryStream([.. first, .. second], writable: false)
    {
        private readonly TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void GoOn() => goOn.SetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position >= first.Length)
                await goOn.Task.WaitAsync(cancellationToken);
            var most = Position < first.Length ? (int)Math.Min(buffer.Length, first.Length - Position) : buffer.Length;
            return Read(buffer.Span[..most]);
        }

        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            var buffer = new byte[bufferSize];
            while (await ReadAsync(buffer, cancellationToken) is > 0 and var read)
                await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }
}
