using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;

namespace PracticeAspire.Web.Pages.People;

/// <summary>
/// A form about a patient: what is wrong is said beside each field, and when someone else was faster both versions are shown. Nothing typed is lost.
/// </summary>
internal abstract class PatientFormModel(Names names) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "id")]
    public string Id { get; set; } = "";

    public string? Trouble { get; protected set; }

    public string? Wrong { get; protected set; }

    public Refusal? Refusal { get; private set; }

    /// <summary>Where what was typed and what someone else has saved meanwhile are not the same.</summary>
    public IReadOnlyList<(string Field, string Typed, string Now)> Differences { get; private set; } = [];

    public string Name => names.Of(Id, "this patient");

    private Dictionary<string, FieldProblem> Problems { get; set; } = [];

    public FieldProblem? ProblemWith(string field) => Problems.GetValueOrDefault(field);

    protected Task LoadName(CancellationToken ct) => names.Load([Id], ct);

    protected void Compare(IReadOnlyList<(string Field, string Text)> typed, IReadOnlyList<(string Field, string Text)> now) =>
        Differences = [.. typed.Zip(now).Where(two => two.First.Text != two.Second.Text).Select(two => (two.First.Field, two.First.Text, two.Second.Text))];

    /// <param name="check">Says what is wrong with each field, and changes nothing.</param>
    protected async Task FindProblems(Refusal refusal, Func<Task<CheckPatientReply>> check)
    {
        Refusal = refusal;
        CheckPatientReply? found = null;
        if (refusal.Kind is not RefusalKind.Unavailable)
            await Attempt.Do("People", async () => found = await check());
        Problems = found?.Problems.DistinctBy(p => p.Field).ToDictionary(p => p.Field) ?? [];
        Wrong = Problems.Count == 0 ? refusal.Sentence : $"Nothing was saved yet. {Words.Count(Problems.Count, "field needs", "fields need")} another look.";
    }
}
