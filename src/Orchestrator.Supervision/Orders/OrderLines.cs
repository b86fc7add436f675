using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Orders;

/// <summary>What a person reads above a form about an order.</summary>
internal static class OrderLines
{
    public static async Task<IReadOnlyList<(string Label, string Text)>> Read(
        Tx tx, Guid order, CancellationToken stop)
    {
        var fields = await OrderFields.Read(tx, order, stop);
        string Text(string name) => fields.GetProperty(name).ToString();
        return
        [
            ("被督办单位", fields.GetProperty("unit").GetProperty("name").GetString()!),
            ("督办事项", Text("matter")),
            ("督办依据", Text("basis")),
            ("督办次数", Text("times")),
            ("办结时限", Text("limit")),
            .. fields.GetProperty("items").ValueKind == System.Text.Json.JsonValueKind.Array
                ? fields.GetProperty("items").EnumerateArray().Select(item => (
                    $"问题{item.GetProperty("number")}",
                    $"{item.GetProperty("fact")}　要求：{item.GetProperty("requirement")}（{item.GetProperty("state")}）"))
                : [],
        ];
    }
}
