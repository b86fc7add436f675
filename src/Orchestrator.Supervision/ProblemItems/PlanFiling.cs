using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Ladder;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.ProblemItems;

/// <summary>
/// 报送整改方案: a measure, a person and a date for each item that waits for its plan (TM-06). Items that are further
/// may stand in it, so that whoever reported before the plan can still file the plan that is owed.
/// </summary>
public sealed class PlanFiling(ItemSteps items, Obligations obligations) : IFormAct
{
    private sealed record Planned(Guid Id, int Number, DateOnly DueOn, string Fact, bool Waits);

    public string Form => "rectification-plan";

    public FormNeeds Needs => new(
        ["Filed"],
        NeededField.Filled("measures", FieldKind.Rows) with
        {
            Fields =
            [
                NeededField.Filled("item", FieldKind.Choice), NeededField.Filled("measure", FieldKind.LongText),
                NeededField.Filled("responsiblePerson", FieldKind.Text), NeededField.Filled("finishOn", FieldKind.Date),
            ],
        });

    public Act RightFor(TaskOnHand task) => Act.FilePlan;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop)
    {
        var known = await Items(tx, task.Subject.Id, stop);
        var first = known.Any(one => one.Waits) ? known.Where(one => one.Waits) : known;
        return new FormSetting
        {
            Facts = [.. await ItemLines.OfInspection(tx, task.Subject.Id, stop)],
            Options = ImmutableDictionary<string, ImmutableArray<FormOption>>.Empty.Add("measures.item",
                [.. known.Select(one => new FormOption(one.Id.ToString(), $"问题{one.Number}：{one.Fact}"))]),
            Values = Json.Of([KeyValuePair.Create("measures", Json.Of(first.Select(one =>
                Json.Of([KeyValuePair.Create("item", Json.Of(one.Id.ToString()))]))))]),
        };
    }

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var inspection = answer.Task.Subject.Id;
        var known = await Items(tx, inspection, stop);
        var rows = answer.Content.RowsOf("measures")
            .Select(row => (Item: Guid.Parse(row.TextOf("item")!), Measure: row.TextOf("measure"),
                Person: row.TextOf("responsiblePerson"), On: row.DateOf("finishOn")!.Value)).ToList();
        foreach (var one in known)
        {
            if (Wrong(one, [.. rows.Where(row => row.Item == one.Id).Select(row => row.On)]) is { } sentence)
                return Refused(sentence);
        }

        var id = Guid.CreateVersion7(answer.Now);
        await tx.Execute([
            $"""
            INSERT INTO supervision.rectification_plan
                (id, unit_inspection_id, version, submitted_at, submitted_by, is_late)
            SELECT {id}, {inspection}, 1 + count(*), {answer.Now.ToUniversalTime()}, {answer.Actor.Key},
                   coalesce({answer.Task.DueOn} < {ShanghaiTime.DateOf(answer.Now)}, false)
            FROM supervision.rectification_plan
            WHERE unit_inspection_id = {inspection}
            """,
            $"""
            INSERT INTO supervision.rectification_measure (plan_id, item_id, measure, responsible_person, finish_on)
            SELECT {id}, *
            FROM unnest(
                {rows.Select(row => row.Item).ToArray()}, {rows.Select(row => row.Measure).ToArray()},
                {rows.Select(row => row.Person).ToArray()}, {rows.Select(row => row.On).ToArray()})
            """,
        ], stop);
        await Evidence.Attach(tx, ("RectificationPlan", id), answer, stop);
        var waiting = known.Where(one => one.Waits).Select(one => new ItemMove(one.Id, ItemTrigger.FilePlan));
        await items.Move(tx, [.. waiting], Step.By(answer.Actor, answer.Now), stop);
        await obligations.PausePlan(tx, inspection, answer.Now, stop);
        return new ActOutcome.Done("Filed");
    }

    private static string? Wrong(Planned item, IReadOnlyList<DateOnly> finish) => finish.Count switch
    {
        0 when item.Waits => $"问题{item.Number}没有整改措施；每个问题都应有措施、责任人和完成日期",
        > 1 => $"问题{item.Number}列了{finish.Count}行；请把它的措施合并为一行，写明一个责任人和完成日期",
        1 when finish[0] > item.DueOn => $"问题{item.Number}的完成日期晚于整改期限{item.DueOn:yyyy-MM-dd}；请改为期限之内",
        _ => null,
    };

    private static Task<IReadOnlyList<Planned>> Items(Tx tx, Guid inspection, CancellationToken stop) => tx.Query($"""
        SELECT id, number, due_on, fact, state = 'Open'
        FROM supervision.problem_item
        WHERE unit_inspection_id = {inspection} AND state <> 'Dropped' AND due_on IS NOT NULL
        ORDER BY number
        """, row => new Planned(row.GetGuid(0), row.GetInt32(1), row.GetFieldValue<DateOnly>(2), row.GetString(3),
            row.GetBoolean(4)), stop);

    private static ActOutcome.Refused Refused(string sentence) =>
        new(new Problem("SU045", "measures", sentence + "。"));
}
