namespace Orchestrator.Supervision.Directory;

/// <summary>What a name, an address and a telephone number may look like; a sentence where it does not.</summary>
internal static class ContactText
{
    public static string? WrongName(string name) =>
        name.Trim().Length is 0 or > 50 || name.Any(char.IsControl) ? "姓名应为1至50个字" : null;

    public static string? WrongAddress(string address) =>
        IsAddress(address.Trim()) ? null : $"邮箱地址应如 name@example.com，实为“{address}”";

    public static string? WrongPhone(string? phone) => phone?.Length > 30 ? "电话最多30个字符" : null;

    private static bool IsAddress(string text) =>
        text.Length <= 200 && text.Split('@') is [{ Length: > 0 }, { Length: > 2 } host] && host.Contains('.')
        && !text.Any(one => char.IsWhiteSpace(one) || char.IsControl(one) || "<>,;\"()".Contains(one));
}
