using System.Globalization;
using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Letters;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.ProblemItems;

/// <summary>
/// What a request for an extension sets off: M-05 to the unit that asked for itself, M-26.Extension to whoever decides.
/// The template of the latter is that of the newest process: items that run have versions from before there was one.
/// </summary>
public sealed class ExtensionLetters(LetterRoom letters, DefinitionStore definitions)
{
    internal async Task Send(
        Tx tx, ItemUnderExtension item, RequestExtension.Request request, Step step, CancellationToken stop)
    {
        var sent = new List<LetterOrder>(2);
        if (step.Actor is Actor.Contact && await LastAsked.Version(tx, request.Item, stop) is { } own)
            sent.Add(Letter("M-05", (item, own), step) with
            {
                Submitter = step.Actor,
                Fields = Json.Nothing.Add("matter", Json.Of("延期申请")).Add("files", Json.EmptyArray),
            });
        if (await definitions.Newest(tx, new DefinitionId("problem-item"), stop) is { } newest)
            sent.Add(Letter("M-26.Extension", (item, newest), step) with
            {
                Signer = item.Granted == 0 ? AssigneeRole.OfficeDirector : AssigneeRole.CommitteeChair,
                Fields = Json.Nothing
                    .Add("extensionDays", Json.Of((long)request.Days))
                    .Add("reason", Json.Of(request.Reason)),
            });
        await letters.Send(tx, sent, stop);
    }

    private static LetterOrder Letter(
        string letter, (ItemUnderExtension Item, DefinitionVersion Definition) about, Step step) => new()
        {
            Letter = letter,
            Subject = about.Item.Subject,
            Definition = about.Definition,
            Occasion = string.Create(CultureInfo.InvariantCulture, $"extension:{step.At.ToUnixTimeMilliseconds()}"),
            Now = step.At,
        };
}
