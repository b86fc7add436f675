using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Portal.Forms;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Interviews;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>提出约谈: the director's, on one of the three grounds and with the fact.</summary>
[ForHoldersOf(Act.ProposeInterview)]
public sealed class ProposeInterviewPageModel(Database db, ProposeInterview propose, Visit visit)
    : ActPageModel<CaseHead>(db, visit, new(
        ActForms.ProposeInterview, "约谈已提出，请在“我的待办”中作出决定。", "/cases"))
{
    protected override async Task<Listed<CaseHead>> Find(
        Tx tx, Sight sight, Guid id, ListFilter filter, CancellationToken stop) =>
        await ReadCaseStory.Of(tx, sight, id, stop) is { } story ? new([story.Head], 1) : new([], 0);

    protected override Task<Problem?> Run(
        Guid id, JsonElement content, Actor.Official official, CancellationToken stop) =>
        propose.Run(new ProposeInterview.Request(
            id, Enum.Parse<InterviewGround>(content.TextOf("ground")!), content.TextOf("fact")!), official, stop);
}
