using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Server.Rehearsals;
using Orchestrator.Supervision.Rehearsals;

namespace Orchestrator.Server.Commands;

/// <summary>A rehearsal on paper: progress and a summary for whoever looks on, every line into files.</summary>
internal sealed class RehearsalReport(ImmutableDictionary<string, string> options)
    : IRehearsalAudience, IAsyncDisposable
{
    private static readonly TimeSpan Shanghai = TimeSpan.FromHours(8);

    private static readonly JsonSerializerOptions AsWritten = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly StreamWriter? json = Open(options, "--json");
    private readonly StreamWriter? csv = Open(options, "--csv");
    private readonly SortedDictionary<DateTime, Dictionary<string, int>> days = [];
    private string month = "";

    public Task Progress(RehearsalProgress progress)
    {
        var now = progress.Now.ToOffset(Shanghai).ToString("yyyy-MM", CultureInfo.InvariantCulture);
        if (now != month)
            Console.Error.WriteLine($"{month = now}：已办理{progress.Answered}件");
        return Task.CompletedTask;
    }

    public async Task Tell(IReadOnlyList<RehearsalLine> lines)
    {
        foreach (var line in lines)
        {
            Count(line);
            if (json is not null)
                await json.WriteLineAsync(JsonSerializer.Serialize(line, AsWritten));
            if (csv is not null)
                await csv.WriteLineAsync(Row(line));
        }
    }

    public async Task Conclude(RehearsalRequest request, RehearsalSummary summary, TimeSpan took)
    {
        if (json is not null)
            await json.WriteLineAsync(JsonSerializer.Serialize(summary, AsWritten));
        foreach (var (day, counts) in days)
            Console.WriteLine($"{day:yyyy-MM-dd}  " + string.Join('，', counts
                .OrderBy(one => one.Key, StringComparer.Ordinal)
                .Select(one => one.Value == 1 ? one.Key : $"{one.Key}×{one.Value}")));
        var way = Rehearse.Profiles.First(one => one.Value == request.Profile).Key
            + (request.Profile == RehearsalProfile.Random ? $"（种子{request.Seed}）" : "");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"推演{summary.Units}个单位，{summary.From:yyyy-MM-dd}至{summary.Until:yyyy-MM-dd}，{way}，")
            + string.Create(CultureInfo.InvariantCulture, $"用时{took.TotalSeconds:0.0}秒。"));
        Console.WriteLine($"办理{summary.Answered}件；" + string.Join('，', Enum.GetValues<RehearsalKind>()
            .Select(kind => $"{Named(kind)}{summary.Kinds.GetValueOrDefault(kind.ToString())}")) + "。");
        foreach (var (what, count) in summary.Counts)
            Console.WriteLine($"  {what} {count}");
    }

    public async ValueTask DisposeAsync()
    {
        if (json is not null)
            await json.DisposeAsync();
        if (csv is not null)
            await csv.DisposeAsync();
    }

    private void Count(RehearsalLine line)
    {
        var day = line.At.ToOffset(Shanghai).Date;
        if (!days.TryGetValue(day, out var counts))
            days[day] = counts = [];
        var what = $"{Named(line.Kind)} {line.What}";
        counts[what] = counts.GetValueOrDefault(what) + 1;
    }

    private static StreamWriter? Open(ImmutableDictionary<string, string> options, string name)
    {
        if (!options.TryGetValue(name, out var path))
            return null;

        // A table program takes it for UTF-8 only with the mark in front.
        var isTable = name == "--csv";
        var writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: isTable));
        if (isTable)
            writer.WriteLine("时间,种类,单位,事项,内容,期限,收件人");
        return writer;
    }

    private static string Row(RehearsalLine line) => string.Join(',', new[]
    {
        line.At.ToOffset(Shanghai).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), Named(line.Kind),
        line.Unit, line.What, line.Text, line.DueOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), line.To,
    }.Select(cell => $"\"{cell?.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));

    private static string Named(RehearsalKind kind) => kind switch
    {
        RehearsalKind.Mail => "邮件",
        RehearsalKind.Deadline => "期限",
        RehearsalKind.Order => "督办单",
        RehearsalKind.Escalation => "阶梯",
        RehearsalKind.Refused => "未接受",
        _ => "异常",
    };
}
