using System.Collections.Immutable;
using System.Text;
using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Supervision.Letters;

namespace Orchestrator.Supervision.Tests.Letters;

public sealed class LetterCheckTests
{
    private const string Head = "---\nto: LiaisonOfficer\nsubject: 通知\n---\n";

    [Theory]
    [InlineData("SU076", Head + "{{ unit.nmae }}同志")]
    [InlineData("SU076", Head + "{% if ordr %}督办单{% endif %}")]
    [InlineData("SU076", Head + "还有{{ daysLeft }}天")]
    [InlineData("SU070", "---\nto: Headmaster\nsubject: 通知\n---\n正文")]
    [InlineData("SU070", "---\nto: 3\nsubject: 通知\n---\n正文")]
    [InlineData("SU070", "---\nto: UnitHead\ncc: Parents\nsubject: 通知\n---\n正文")]
    [InlineData("SU070", "---\nto: UnitHead\nto: Team\nsubject: 通知\n---\n正文")]
    [InlineData("SU070", "---\nto: UnitHead\nbcc: Team\nsubject: 通知\n---\n正文")]
    [InlineData("RT201", Head + "{{ unit.name ")]
    public void A_letter_with_a_hole_is_refused(string code, string letter) =>
        Assert.Equal([code], Check("mail/M-04.liquid", letter).Select(problem => problem.Code).Distinct());

    [Theory]
    [InlineData("mail/M-04.liquid", "{{ team }}{% for one in items %}{{ one.fact }}{% endfor %}{{ items.size }}")]
    [InlineData("mail/M-10.liquid", "{{ unit.shortName }}还有{{ daysLeft }}天")]
    public void A_letter_says_what_is_set_for_it(string path, string body) => Assert.Empty(Check(path, Head + body));

    private static IEnumerable<Problem> Check(string path, string letter)
    {
        var files = new Dictionary<string, string>
        {
            [path] = letter,
            ["_shared/mail/layout.text.liquid"] = "{{ body }}{{ link }}",
            ["_shared/mail/layout.html.liquid"] = "{% for paragraph in paragraphs %}{{ paragraph }}{% endfor %}",
        };
        var folder = new WorkflowFolder
        {
            Id = new DefinitionId("letters"),
            Definition = """{"definitionId":"letters","root":{"id":"root","type":"Elsa.Sequence"}}"""u8.ToArray(),
            Files = files.ToImmutableSortedDictionary(
                file => file.Key, file => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(file.Value))),
        };
        return new LetterCheck().Check(folder, DefinitionReader.Read(folder.DefinitionText).Definition!);
    }
}
