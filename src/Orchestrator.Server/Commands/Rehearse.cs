using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Storage.Scratch;
using Orchestrator.Server.Composition;
using Orchestrator.Server.Rehearsals;
using Orchestrator.Supervision.Rehearsals;

namespace Orchestrator.Server.Commands;

/// <summary>
/// A rehearsal beside the district of a data folder or of the configuration, also while its server runs.
/// </summary>
internal static class Rehearse
{
    /// <summary>0 where it was played, 1 where it cannot be meant, 2 where the command line cannot.</summary>
    public static Task<int> Run(ServerSettings settings) => BesideServer.RunAt(settings, async address =>
    {
        var (request, problem) = await Read(settings, address);
        if (request is null)
        {
            Console.Error.WriteLine(problem);
            return 2;
        }

        var drafts = settings.Options.TryGetValue("--workflows", out var folder) ? WorkflowFolder.ReadAll(folder) : [];
        await using var report = new RehearsalReport(settings.Options);
        var clock = Stopwatch.StartNew();
        var (summary, problems) = await new Rehearsal(new ScratchDatabases(address))
            .Run(request, drafts, report, CancellationToken.None);
        foreach (var wrong in problems)
            Console.Error.WriteLine($"错误 {wrong.Code} {wrong.Where}: {wrong.Message}");
        if (summary is null)
            return 1;
        await report.Conclude(request, summary, clock.Elapsed);
        return 0;
    });

    private static async Task<(RehearsalRequest? Request, string? Problem)> Read(
        ServerSettings settings, string address)
    {
        var options = settings.Options;
        var said = Pairs(options.GetValueOrDefault("--set", ""));
        if (said.FirstOrDefault(pair => pair.Value is null) is { Key: { } odd })
            return (null, $"“--set”期望“名称=值”，几项之间用分号隔开，实际有“{odd}”。");
        if (Unreadable(options) is { } unreadable)
            return (null, unreadable);
        var profile = options.GetValueOrDefault("--profile", "按时");
        if (!Profiles.TryGetValue(profile, out var way))
            return (null, $"“--profile”期望{string.Join('、', Profiles.Keys)}之一，实际为“{profile}”。");
        var request = new RehearsalRequest
        {
            Units = await Units(address, options.GetValueOrDefault("--units", "")),
            Profile = way,
            Months = Number(options, "--months", 6),
            Seed = Number(options, "--seed", 1),
            Findings = Number(options, "--findings", 1),
            Begins = DateOnly.TryParseExact(options.GetValueOrDefault("--from"), "yyyy-MM-dd",
                CultureInfo.InvariantCulture, 0, out var from) ? from : null,
            Definition = options.GetValueOrDefault("--definition"),
            Campaign = said.Where(pair => !pair.Key.Contains('.')).ToImmutableDictionary(
                pair => pair.Key, pair => pair.Value!),
            Answers = said.Where(pair => pair.Key.Contains('.'))
                .GroupBy(pair => pair.Key.Split('.')[0]).ToImmutableDictionary(form => form.Key,
                    form => form.ToImmutableDictionary(pair => pair.Key[(form.Key.Length + 1)..], pair => pair.Value!)),
        };
        return (request, null);
    }

    public static readonly ImmutableDictionary<string, RehearsalProfile> Profiles =
        ImmutableDictionary<string, RehearsalProfile>.Empty
            .Add("按时", RehearsalProfile.OnTime).Add("无人办理", RehearsalProfile.Nobody)
            .Add("最后一天", RehearsalProfile.LastDay).Add("随机", RehearsalProfile.Random);

    private static List<KeyValuePair<string, string?>> Pairs(string text) =>
    [
        .. text
        .Split([';', '；'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(pair => pair.Split('=', 2))
        .Select(pair => KeyValuePair.Create(pair[0], pair.ElementAtOrDefault(1))),
    ];

    /// <summary>What is said and cannot be read is never taken for what is usual.</summary>
    private static string? Unreadable(ImmutableDictionary<string, string> options)
    {
        foreach (var name in (string[])["--months", "--seed", "--findings"])
        {
            if (options.TryGetValue(name, out var said) && !int.TryParse(said, CultureInfo.InvariantCulture, out _))
                return $"“{name}”期望一个整数，实际为“{said}”。";
        }

        return options.TryGetValue("--from", out var day)
            && !DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, 0, out _)
            ? $"“--from”期望日期，如2026-03-10，实际为“{day}”。" : null;
    }

    private static int Number(ImmutableDictionary<string, string> options, string name, int otherwise) =>
        int.TryParse(options.GetValueOrDefault(name), CultureInfo.InvariantCulture, out var number)
            ? number : otherwise;

    /// <summary>Codes; or, for a number, that many schools.</summary>
    private static async Task<ImmutableArray<string>> Units(string address, string said)
    {
        if (!int.TryParse(said, CultureInfo.InvariantCulture, out var most))
            return [.. said.Split([',', '，'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        await using var db = Database.Open(address + ";Pooling=false");
        return [.. await db.InTransaction(
            tx => PlannedCampaign.Schools(tx, most, CancellationToken.None), CancellationToken.None)];
    }
}
