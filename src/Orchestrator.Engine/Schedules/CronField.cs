using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Orchestrator.Engine.Schedules;

/// <summary>One field of a cron pattern: which numbers it may hold, and how they are called.</summary>
internal sealed record CronField(string Name, int First, int Last)
{
    public static readonly CronField Second = new("秒", 0, 59);
    public static readonly CronField Minute = new("分", 0, 59);
    public static readonly CronField Hour = new("时", 0, 23);
    public static readonly CronField Day = new("日", 1, 31);
    public static readonly CronField Month = new("月", 1, 12)
    {
        Names = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
    };

    /// <summary>0 and 7 are Sunday.</summary>
    public static readonly CronField Weekday = new("星期", 0, 7)
    {
        Names = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
        Round = 7,
    };

    /// <summary>After so many they begin again.</summary>
    private int Round { get; init; } = Last - First + 1;

    /// <summary>English names, the first of them for the first number.</summary>
    private ImmutableArray<string> Names { get; init; } = [];

    /// <summary>The numbers in order, or what was expected instead.</summary>
    public bool TryRead(string text, out ImmutableArray<int> values, [NotNullWhen(false)] out string? expected)
    {
        var all = new SortedSet<int>();
        foreach (var part in text.Split(','))
        {
            if (Numbers(part) is not { } numbers)
            {
                values = [];
                expected = Expected(text);
                return false;
            }

            all.UnionWith(numbers);
        }

        values = [.. all];
        expected = null;
        return true;
    }

    public string Expected(string found) =>
        $"“{Name}”字段为 {First} 至 {Last} 的数、区间（a-b）、步长（/n）或用逗号分开的多项"
        + $"{(Names.IsEmpty ? "" : $"，也可用 {Names[0]} 等名称")}（此处为“{found}”）";

    /// <summary>A number by its digits or its name.</summary>
    public int? Number(string text)
    {
        var named = Names.IndexOf(text);
        if (named >= 0)
            return named + First;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= First && number <= Last
            ? number
            : null;
    }

    /// <summary>A range that ends before it begins goes round: FRI-MON is four days.</summary>
    private IEnumerable<int>? Numbers(string part)
    {
        var (range, step) = part.Split('/') switch
        {
            [var whole] => (whole, 1),
            [var stepped, var every]
                when int.TryParse(every, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
                    && n > 0 && n <= Last => (stepped, n),
            _ => ("", 0),
        };
        var isStepped = part.Contains('/', StringComparison.Ordinal);
        if (step == 0 || Ends(range, isStepped) is not { } ends)
            return null;
        var (from, to) = ends;
        var length = to >= from ? to - from : to - from + Round;
        return Enumerable.Range(0, (length / step) + 1).Select(n => First + ((from - First + (n * step)) % Round));
    }

    private (int From, int To)? Ends(string range, bool isStepped) => range.Split('-') switch
    {
        ["*"] => (First, Last),
        [var only] when Number(only) is { } number => (number, isStepped ? Last : number),
        [var from, var to] when Number(from) is { } first && Number(to) is { } last => (first, last),
        _ => null,
    };
}
