using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Server.Composition;
using Orchestrator.Supervision.Forms;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>Every act beside the form that is shipped for it.</summary>
public sealed class FormNeedsTests
{
    private static readonly ServiceProvider Parts =
        new ServiceCollection().AddPublishing().AddSupervision().BuildServiceProvider();

    private static readonly IReadOnlyList<WorkflowFolder> Shipped = WorkflowFolder.ReadAll(RunningDistrict.Workflows());

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Process, form and field (<c>rows.field</c> inside Rows) of whatever an act cannot do without.</summary>
    public static IEnumerable<TheoryDataRow<string, string, string>> NeededFields() =>
        from one in Acts()
        from need in one.Act.Needs.Fields
        from path in new[] { (Name: need.Name, need.Need) }.Concat(
            need.Fields.Select(inner => (Name: $"{need.Name}.{inner.Name}", inner.Need)))
        where path.Need != Need.Read
        select new TheoryDataRow<string, string, string>(one.Process, one.Act.Form, path.Name);

    public static IEnumerable<TheoryDataRow<string, string, string>> KnownOutcomes() =>
        from one in Acts()
        from outcome in one.Act.Needs.Outcomes
        select new TheoryDataRow<string, string, string>(one.Process, one.Act.Form, outcome);

    [Fact]
    public void Every_act_has_a_shipped_form_that_fits()
    {
        Assert.Equal(
            Parts.GetServices<IFormAct>().Select(act => act.Form).Order(),
            Acts().Select(one => one.Act.Form).Distinct().Order());
        Assert.DoesNotContain(Shipped.SelectMany(folder => Parts.GetRequiredService<PublishFolder>().Check(folder)),
            problem => problem.Code == "SU087");
    }

    [Theory]
    [MemberData(nameof(NeededFields))]
    public void A_form_without_a_field_that_its_act_needs_is_not_published(string process, string form, string field)
    {
        var found = Check(process, form, json =>
        {
            var path = field.Split('.');
            var fields = json["fields"]!.AsArray();
            foreach (var rows in path[..^1])
                fields = Named(fields, rows)["fields"]!.AsArray();
            fields.Remove(Named(fields, path[^1]));
            foreach (var outcome in json["outcomes"]!.AsArray())
                outcome!.AsObject().Remove("requires");
        });

        Assert.Contains(found, problem => problem.Where == $"forms/{form}.json"
            && problem.Message.Contains($"forms/{form}.json缺少“{field.Split('.')[^1]}”", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(KnownOutcomes))]
    public void A_form_without_an_outcome_of_its_act_or_with_another_is_not_published(
        string process, string form, string outcome)
    {
        var found = Check(process, form, json =>
            Named(json["outcomes"]!.AsArray(), outcome)["name"] = "Otherwise");

        Assert.Contains(found, problem => problem.Message.Contains($"缺少办理结果“{outcome}”", StringComparison.Ordinal));
        Assert.Contains(found, problem => problem.Message.Contains("有办理结果“Otherwise”", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("unit-inspection", "on-site-record", "onSiteTo", "kind", "\"Text\"", "应为Date，实为Text")]
    [InlineData("unit-inspection", "on-site-record", "teamSignature", "required", "false", "应为必填")]
    [InlineData("unit-inspection", "on-site-record", "opinionParticipants", "leastNumber", "0", "应在1至1000000之间")]
    [InlineData("unit-inspection", "on-site-record", "opinionForm", "options",
        """[{"value":"Phone","label":"电话"}]""", "有选项Phone，办理程序只认识Meeting、Questionnaire、FieldTalk、Other")]
    [InlineData("unit-inspection", "defence", "contested", "options",
        """[{"value":"First","label":"问题1"}]""", "选项由办理程序按案情给出")]
    [InlineData("campaign", "scheme-approval", "leaveOut", "kind", "\"Text\"", "应为YesNo，实为Text")]
    public void A_field_that_its_act_cannot_read_is_not_published(
        string process, string form, string field, string member, string value, string said)
    {
        var found = Check(process, form, json =>
            Named(json["fields"]!.AsArray(), field)[member] = JsonNode.Parse(value));

        Assert.Contains(said, Assert.Single(found).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("M-12.Tracking.Due")]
    [InlineData("M-12.Tracking.Late")]
    public void A_process_without_a_letter_that_reminds_of_its_task_is_not_published(string letter)
    {
        var shipped = Shipped.Single(folder => folder.Id.Value == "department-tracking");

        var found = Parts.GetRequiredService<PublishFolder>().Check(
            shipped with { Files = shipped.Files.Remove($"mail/{letter}.liquid") });

        var problem = Assert.Single(found);
        Assert.Equal(("SU070", "report", ProblemSeverity.Error), (problem.Code, problem.Where, problem.Severity));
        Assert.Contains($"mail/{letter}.liquid不存在", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_outcome_that_must_give_a_reason_and_does_not_ask_for_one_is_not_published()
    {
        var found = Check("unit-inspection", "plan-review", json =>
            Named(json["outcomes"]!.AsArray(), "Returned").Remove("requires"));

        Assert.Contains("办理结果“Returned”应要求填写“reason”", Assert.Single(found).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_from_before_the_check_goes_on_and_an_answer_it_lets_through_gets_a_sentence()
    {
        await using var district = await RunningDistrict.Open();
        await PublishAsBefore(district, "campaign", "forms/scheme-approval.json", """
            {"title":"审批","fields":[],"outcomes":[
                {"name":"Approved","label":"批准"},{"name":"Returned","label":"退回"},{"name":"Later","label":"再议"}]}
            """);
        await district.Start(new InspectionStory(district, "S021").Request);
        var task = await district.TaskOf("scheme-approval");

        foreach (var (outcome, field) in new[] { ("Returned", "opinion"), ("Later", "outcome") })
        {
            var problem = Assert.Single((await district.Try(task, outcome)).Problems);
            Assert.Equal(("SU088", field), (problem.Code, problem.Where));
        }

        await district.Answer(task, "Approved");
    }

    private static IEnumerable<(string Process, IFormAct Act)> Acts() =>
        from act in Parts.GetServices<IFormAct>()
        from folder in Shipped
        where folder.Files.ContainsKey($"forms/{act.Form}.json")
        select (folder.Id.Value, act);

    private static List<Problem> Check(string process, string form, Action<JsonNode> change)
    {
        var (folder, path) = (Shipped.Single(one => one.Id.Value == process), $"forms/{form}.json");
        var json = JsonNode.Parse(folder.Files[path].Span)!;
        change(json);
        var changed = folder with
        {
            Files = folder.Files.SetItem(path, System.Text.Encoding.UTF8.GetBytes(json.ToJsonString())),
        };
        return [.. Parts.GetRequiredService<PublishFolder>().Check(changed).Where(problem => problem.Code == "SU087")];
    }

    private static JsonObject Named(JsonArray all, string name) =>
        all.Select(one => one!.AsObject()).Single(one => (string?)one["name"] == name);

    /// <summary>The next version, with one file changed, as a server without the check wrote it.</summary>
    private static async Task PublishAsBefore(RunningDistrict district, string process, string path, string content)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(content);
        await district.Db.InTransaction(tx => tx.Execute([
            $"INSERT INTO orchestrator.definition_content VALUES (sha256({bytes}), {bytes})",
            $"""
            INSERT INTO orchestrator.definition_version
                (definition_id, version, name, definition, content_hash, warnings, published_by, published_at)
            SELECT definition_id, version + 1, name, definition, sha256({bytes}), warnings, published_by, published_at
            FROM orchestrator.definition_version WHERE definition_id = {process}
            """,
            $"""
            INSERT INTO orchestrator.definition_file (definition_id, version, path, sha256)
            SELECT definition_id, version + 1, path, CASE path WHEN {path} THEN sha256({bytes}) ELSE sha256 END
            FROM orchestrator.definition_file WHERE definition_id = {process}
            """,
        ], Stop), Stop);
    }
}
