using System.Collections.Immutable;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.Rehearsals;

/// <summary>What is said of an answer; the rest fills itself.</summary>
public sealed record AnswerWish
{
    /// <summary>The button of a form, by name or label; null: its first.</summary>
    public Func<FormDefinition, string?> Choose { get; init; } = _ => null;

    /// <inheritdoc cref="FormToFill.Rows"/>
    public int Rows { get; init; } = 1;

    /// <inheritdoc cref="FormToFill.Given"/>
    public ImmutableDictionary<string, string> Given { get; init; } = ImmutableDictionary<string, string>.Empty;
}

/// <summary>Answers tasks as those who are asked would: the form fills itself, the use case is the real one.</summary>
public sealed class FilledAnswers(Database db, FormActs forms, AnswerTask answers, BusinessClock clock)
{
    /// <summary>As <see cref="AnswerTask"/> answers, with what it refuses.</summary>
    public async Task<Answered> Run(AskedTask task, AnswerWish wish, CancellationToken stop) => await answers.Run(
        (await Fill([(task, wish)], stop))[0], stop);

    /// <summary>The same for several in one transaction.</summary>
    public async Task<IReadOnlyList<Answered>> Run(
        IReadOnlyList<(AskedTask Task, AnswerWish Wish)> set, CancellationToken stop) =>
        await answers.RunTogether(await Fill(set, stop), stop);

    private Task<IReadOnlyList<AnswerTask.Request>> Fill(
        IReadOnlyList<(AskedTask Task, AnswerWish Wish)> set, CancellationToken stop) =>
        db.InTransaction<IReadOnlyList<AnswerTask.Request>>(async tx =>
        {
            var requests = new List<AnswerTask.Request>(set.Count);
            var subjects = await CaseRows.Read(tx, [.. set.Select(one => one.Task.Subject)], stop);
            foreach (var (task, wish) in set)
                requests.Add(await Fill(tx, (task, subjects[task.Subject]), wish, stop));
            return requests;
        }, stop);

    private async Task<AnswerTask.Request> Fill(
        Tx tx, (AskedTask Task, Case Subject) asked, AnswerWish wish, CancellationToken stop)
    {
        var (task, subject) = asked;
        var form = await forms.Read(tx, task.Definition, task.Form, stop);
        var act = forms.ActOf(task.Form);
        var row = (await TaskRow.Find(tx, task.Id, stop))!;
        var filling = new FormToFill
        {
            Form = form,
            Needs = act.Needs,
            Setting = await act.Prepare(tx, row.On(subject), stop),
            Outcome = Chosen(form, wish.Choose(form) ?? form.Outcomes[0].Name),
            Today = ShanghaiTime.DateOf(clock.GetUtcNow()),
            Rows = wish.Rows,
            Given = wish.Given,
        };
        return new AnswerTask.Request
        {
            Task = task.Id,
            Actor = task.Actor,
            Outcome = filling.Outcome.Name,
            Content = FormFilling.Of(filling),
            Files = FormFilling.Files(filling),
        };
    }

    /// <summary>One that the form does not have is left for the check of the answer to refuse.</summary>
    private static FormOutcome Chosen(FormDefinition form, string outcome) =>
        form.Outcomes.FirstOrDefault(known => known.Name == outcome || known.Label == outcome)
            ?? new FormOutcome { Name = outcome, Label = outcome };
}
