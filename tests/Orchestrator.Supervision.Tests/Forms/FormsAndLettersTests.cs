using System.Collections.Immutable;
using System.Text;
using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Supervision.Forms;

namespace Orchestrator.Supervision.Tests.Forms;

public sealed class FormsAndLettersTests
{
    private const string Form =
        """
        {"title":"电话联系","outcomes":[{"name":"Reached","label":"已联系上"}],
         "fields":[{"name":"remark","label":"说明","kind":"Text"}]}
        """;

    [Theory]
    [InlineData("getPhoned().remark", null)]
    [InlineData("variables.phoned.outcome", null)]
    [InlineData("getPhoned().remarks", "remarks")]
    [InlineData("'问：' + variables.Phoned.reached", "reached")]
    [InlineData("getOther().remarks", null)]
    public void A_field_that_an_expression_reads_and_no_form_asks_for_is_pointed_out(string script, string? field)
    {
        var folder = Folder(script);
        var definition = DefinitionReader.Read(folder.DefinitionText).Definition!;

        var found = new FormsAndLetters([]).Check(folder, definition)
            .Where(problem => problem.Code == "SU067").ToList();

        Assert.Equal(field is null ? 0 : 1, found.Count);
        Assert.All(found, problem =>
        {
            Assert.Equal(("say.text", ProblemSeverity.Warning), (problem.Where, problem.Severity));
            Assert.Contains($"“{field}”，但表单只有outcome、remark", problem.Message, StringComparison.Ordinal);
        });
    }

    private static WorkflowFolder Folder(string script) => new()
    {
        Id = new DefinitionId("phone"),
        Definition = Encoding.UTF8.GetBytes($$$$"""
            {"definitionId":"phone","name":"phone","version":1,
             "variables":[{"id":"v1","name":"Phoned","typeName":"Object","value":null,
               "storageDriverTypeName":"WorkflowInstanceStorageDriver"}],
             "root":{"id":"root","type":"Elsa.Sequence","version":1,"activities":[
                {"id":"ask","type":"Supervision.OpenTask","version":1,
                 "form":{"typeName":"String","expression":{"type":"Literal","value":"phone-unit"}},
                 "result":{"typeName":"Object","memoryReference":{"id":"v1"}}},
                {"id":"say","type":"Elsa.WriteLine","version":1,
                 "text":{"typeName":"String","expression":{"type":"JavaScript","value":"{{{{script}}}}"}}}]}}
            """),
        Files = ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>.Empty.Add(
            "forms/phone-unit.json", Encoding.UTF8.GetBytes(Form)),
    };
}
