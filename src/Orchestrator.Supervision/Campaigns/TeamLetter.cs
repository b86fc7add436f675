using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Letters;

namespace Orchestrator.Supervision.Campaigns;

/// <summary>
/// M-04.Team, to the team as it is now. Its template is that of the newest process: campaigns that run have versions
/// from before there was one, and a district's own process may have none; then nobody is told by mail.
/// </summary>
public sealed class TeamLetter(LetterRoom letters, LetterTemplates templates, DefinitionStore definitions)
{
    private const string Number = "M-04.Team";

    internal async Task Send(Tx tx, Case subject, Step step, CancellationToken stop)
    {
        if (await definitions.Newest(tx, new DefinitionId("campaign"), stop) is not { } definition
            || !await templates.Has(tx, definition, Number, stop))
            return;
        await letters.Send(tx, [new LetterOrder
        {
            Letter = Number,
            Subject = subject,
            Definition = definition,
            Occasion = $"team:{step.At.ToUnixTimeMilliseconds()}",
            Now = step.At,
            Fields = Json.Nothing.Add("reason", step.Detail.GetProperty("reason")),
        }], stop);
    }
}
