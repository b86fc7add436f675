using System.Collections.Immutable;
using System.Text;
using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Tests.Calendars;

public sealed class RuleCheckTests
{
    [Theory]
    [InlineData("Supervision.OpenTask", "dueRule", "TM-99", true)]
    [InlineData("Supervision.SetDeadline", "rule", "TM-2", true)]
    [InlineData("Supervision.OpenTask", "dueRule", "TM-22", false)]
    [InlineData("Supervision.SetDeadline", "rule", "TM-00", false)]
    public void A_deadline_that_the_profile_does_not_have_is_refused_at_publish(
        string type, string input, string named, bool isRefused)
    {
        var folder = new WorkflowFolder
        {
            Id = new DefinitionId("due"),
            Definition = Encoding.UTF8.GetBytes($$$$"""
                {"definitionId":"due","name":"due","version":1,
                 "root":{"id":"root","type":"Elsa.Sequence","version":1,"activities":[
                    {"id":"step","type":"{{{{type}}}}","version":1,
                     "{{{{input}}}}":{"typeName":"String","expression":{"type":"Literal","value":"{{{{named}}}}"}}}]}}
                """),
            Files = ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>.Empty,
        };
        var definition = DefinitionReader.Read(folder.DefinitionText).Definition!;

        var found = new RuleCheck().Check(folder, definition).ToList();

        Assert.Equal(isRefused ? 1 : 0, found.Count);
        Assert.All(found, problem =>
        {
            Assert.Equal(("SU102", "step"), (problem.Code, problem.Where));
            Assert.Contains(named, problem.Message, StringComparison.Ordinal);
        });
    }
}
