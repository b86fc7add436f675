using System.Collections.Immutable;
using System.Text.Json;

namespace Orchestrator.Server.Tour;

/// <summary>Who gets which letter (§15): one letter of each of thirteen numbers, held against the catalogue.</summary>
internal sealed class Recipients(District district, Comparison compare)
{
    private const string DepartmentHead = "d06.head@gov.yunze.example.test";
    private const string SecondOfficer = "case.officer2@gov.yunze.example.test";
    private const string Oversight = "o04.liaison@gov.yunze.example.test";

    /// <summary>A1 and A2.</summary>
    private static readonly string[] Committee =
    [
        "o01.head@gov.yunze.example.test", "o03.head@gov.yunze.example.test", DepartmentHead, District.Chief,
    ];
    private static readonly string[] Team =
        [District.Leader, "i003@inspector.yunze.example.test", "i005@inspector.yunze.example.test"];

    private sealed record Row(string Letter, string[] To, string[] Cc)
    {
        /// <summary>Told apart by its subject.</summary>
        public string Subject { get; init; } = "";
    }

    /// <summary>The first order by its number: several are issued in the same second, and any may be No. 1.</summary>
    public async Task OfSilent(School school, string name, string order, CancellationToken stop) => await Compare(name,
    [
        new("M-02", [school.Liaison, school.Head], [District.Department]),
        new("M-04", [school.Liaison, .. Team], []),
        new("M-05", [school.Liaison], []),
        new("M-08", [school.Liaison, school.Head], []),
        new("M-09", [school.Liaison, school.Head], [District.Department]),
        new("M-10", [school.Liaison], []),
        new("M-11", [school.Liaison, school.Head], [District.Department]),
        new("M-15", [school.Liaison, school.Head], [District.Department, District.Officer, SecondOfficer]),
        new("M-17", [school.Liaison, school.Head], [District.Department]) { Subject = order },
        new("M-17", [school.Liaison, school.Head, DepartmentHead], [.. Committee.Except([DepartmentHead]), Oversight])
        { Subject = "第二次" },
    ], stop);

    public async Task OfPrompt(School school, string name, CancellationToken stop) => await Compare(name,
    [
        new("M-12", [school.Liaison], [District.Department]),
        new("M-13", [school.Liaison], [District.Department]),
        new("M-14", [school.Liaison, school.Head], [District.Department]),
        new("M-22", [school.Liaison, school.Head], [District.Department]),
    ], stop);

    private async Task Compare(string name, ImmutableArray<Row> rows, CancellationToken stop)
    {
        var mails = await district.Mails(name, stop);
        foreach (var row in rows)
        {
            var sent = mails.FirstOrDefault(mail => mail.GetProperty("letter").GetString() == row.Letter
                && mail.GetProperty("subject").GetString()!.Contains(row.Subject, StringComparison.Ordinal));
            var read = sent.ValueKind == JsonValueKind.Undefined ? default : await district.Mail(sent, stop);
            compare.Same($"{row.Letter}{row.Subject} 主送", row.To, Addresses(read, "to"));
            compare.Same($"{row.Letter}{row.Subject} 抄送", row.Cc, Addresses(read, "cc"));
        }
    }

    private static IEnumerable<string> Addresses(JsonElement mail, string header) =>
        mail.ValueKind == JsonValueKind.Undefined ? ["（没有发出）"]
        : mail.GetProperty(header).EnumerateArray().Select(party => party.GetProperty("address").GetString()!);
}
