using System.Collections.Immutable;
using System.Diagnostics;
using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Server.Playing;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Rehearsals;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Transcripts;

/// <summary>Plays one story in a district that begins before it: real turns, real SQL, a walked clock.</summary>
/// <param name="district">Nothing has happened in it yet.</param>
/// <param name="workflows">The folder of processes that it publishes.</param>
internal sealed class StoryPlayer(PlayedDistrict district, string workflows)
{
    /// <summary>Starts that begin with a start, and so on.</summary>
    private const int Deepest = 5;

    /// <summary>The file as it should read; or why a line could not be played: RT192 to RT194, RT196.</summary>
    public async Task<(string? Told, ImmutableArray<Problem> Problems)> Play(
        Transcript story, CancellationToken stop)
    {
        var (deeds, unread) = await WithStarts(story.Deeds, Deepest, stop);
        if (!unread.IsEmpty)
            return (null, unread);
        foreach (var deed in deeds)
        {
            await district.GoTo(deed.At, stop);
            if (await Do(deed, stop) is { } problem)
                return (null, [problem with { Where = deed.Where }]);
        }

        var incidents = await district.Db.InTransaction(tx => OpenIncidents.Read(tx, stop), stop);
        if (incidents.Count > 0)
            return (null, [.. incidents.Select(incident => new Problem("RT194", story.Path,
                $"期望没有异常，实际{incident.Definition}停在“{incident.Activity}”：{incident.Code} {incident.Message}"))]);
        return (story.With(await district.Db.InTransaction(tx => Happened.Of(
            tx, story.Process, Letters(story.Process), stop), stop)), []);
    }

    /// <summary>
    /// What people did before the story begins is told in files of its own; what stands behind the name of a start is
    /// said of every answer in it.
    /// </summary>
    private async Task<(ImmutableArray<Deed> Deeds, ImmutableArray<Problem> Problems)> WithStarts(
        ImmutableArray<Deed> deeds, int deepest, CancellationToken stop)
    {
        var all = ImmutableArray.CreateBuilder<Deed>();
        foreach (var deed in deeds)
        {
            if (deed.Verb != Deed.Begin)
            {
                all.Add(deed);
                continue;
            }

            var (before, problems) = await Before(deed, deepest, stop);
            if (!problems.IsEmpty)
                return ([], problems);
            all.AddRange(before);
            all.Add(deed with { Verb = Deed.Pass });
        }

        return (all.ToImmutable(), []);
    }

    private async Task<(ImmutableArray<Deed> Deeds, ImmutableArray<Problem> Problems)> Before(
        Deed deed, int deepest, CancellationToken stop)
    {
        var name = Path.GetFileName(deed.Names[0]) + ".start";
        var path = Path.Combine(workflows, WorkflowFolder.Shared, "tests", name);
        if (!File.Exists(path) || deepest == 0)
            return ([], [new Problem("RT196", deed.Where,
                $"期望{path}，其中写明到这里为止谁做了什么，实际没有。请改名称或者新写一个起点。")]);
        var (start, problems) = await Transcript.Read(path, stop);
        var said = deed.Words.Except(deed.Names);
        return start is null ? ([], problems) : await WithStarts(
            [.. start.Deeds.Select(one => one.Verb is Deed.Begin or Deed.Answer
                ? one with { Words = [.. said, .. one.Words] } : one)], deepest - 1, stop);
    }

    private Task<Problem?> Do(Deed deed, CancellationToken stop) => deed.Verb switch
    {
        Deed.Start => Start(deed, stop),
        Deed.Answer => Answer(deed, stop),
        Deed.Refuse => Refuse(deed, stop),
        Deed.Pass => Task.FromResult<Problem?>(null),
        _ => throw new UnreachableException($"nobody plays “{deed.Verb}”"),
    };

    private async Task<Problem?> Start(Deed deed, CancellationToken stop)
    {
        var (request, problem) = await district.Db.InTransaction(tx => district.Part<PlannedCampaign>().Of(
            tx, ShanghaiTime.DateOf(deed.At), deed.Given, stop), stop);
        if (request is null)
            return problem;
        var started = await district.Part<StartCampaign>().Run(
            new CampaignOrder(request, new Actor.Client("transcript"), null), stop);
        return Refused(started.Problems);
    }

    /// <summary>办理 FORM [OUTCOME] [@UNIT] [问题N] [N件] [FIELD=VALUE]…: the rest of the form fills itself.</summary>
    private async Task<Problem?> Answer(Deed deed, CancellationToken stop)
    {
        var open = await district.Db.InTransaction(tx => AskedTask.Open(tx, stop), stop);
        var asked = open.Where(task => task.Form == deed.Names[0]
            && (deed.Unit is null || task.Unit == deed.Unit)
            && (deed.ItemNumber is null || task.Item == deed.ItemNumber)).ToList();
        if (asked is not [var one])
            return new Problem("RT192", deed.Where,
                $"期望恰有一项“{deed.Names[0]}”等待办理，实际有{asked.Count}项；等待办理的有：{Listed(open)}。"
                + "请核对表单名和时间；有几项的，加“@单位代码”或者“问题N”指明。");
        var answered = await district.Part<FilledAnswers>().Run(one, new AnswerWish
        {
            Choose = _ => deed.Names.ElementAtOrDefault(1),
            Rows = deed.Rows ?? 1,
            Given = deed.Given,
        }, stop);
        return Refused(answered.Problems);
    }

    private async Task<Problem?> Refuse(Deed deed, CancellationToken stop)
    {
        if (deed.Names.FirstOrDefault(part => !ContactAddresses.Parts.Contains(part)) is { } unknown)
            return new Problem("RT192", deed.Where,
                $"“拒收”后面期望{string.Join('、', ContactAddresses.Parts)}，实际有“{unknown}”。请改正。");
        foreach (var address in await district.Db.InTransaction(
            tx => ContactAddresses.Of(tx, deed.Unit, deed.Names, stop), stop))
            district.Outbox.Refuse(address);
        return null;
    }

    private static Problem? Refused(ImmutableArray<Problem> problems) => problems.IsEmpty ? null
        : new Problem("RT193", "", "这一行没有被接受：" + string.Join(' ', problems.Select(
            one => $"{one.Code} {one.Where}: {one.Message}")));

    private static string Listed(IReadOnlyList<AskedTask> open) => open.Count == 0 ? "无" : string.Join('、', open
        .Select(task => string.Concat(task.Form, task.Unit is { } unit ? $" @{unit}" : "",
            task.Item is { } item ? $" 问题{item}" : ""))
        .Distinct().Take(20));

    private string[] Letters(string process)
    {
        var mails = Path.Combine(workflows, process, "mail");
        return Directory.Exists(mails)
            ? [.. Directory.EnumerateFiles(mails).Select(path => Path.GetFileNameWithoutExtension(path))]
            : [];
    }
}
