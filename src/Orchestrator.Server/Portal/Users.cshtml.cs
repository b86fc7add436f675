using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Identity;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Server.Portal;

/// <summary>用户: who holds which post, and invitations.</summary>
[ForHoldersOf(Act.ManageUsers)]
public sealed class UsersModel(Database db, Accounts accounts, LinkSettings links, Visit visit) : PageModel
{
    public Listed<PersonListed> List { get; private set; } = new([], 0);
    public ImmutableArray<Problem> Problems { get; private set; } = [];
    public string? Invited { get; private set; }
    public string? Link { get; private set; }

    public async Task<IActionResult> OnGet(CancellationToken stop)
    {
        var filter = Listing.FilterOf(this, visit.Today);
        List = await db.InTransaction(tx => PersonList.Of(tx, filter, stop), stop);
        return Listing.IsExport(this) ? AsCsv() : Page();
    }

    public async Task<IActionResult> OnPost(string? email, CancellationToken stop)
    {
        Invited = email ?? "";

        // The configured address, never the one the request names: a forged host would be in the link.
        if (await accounts.Invite(Invited, visit.Actor, stop) is { } token)
            Link = $"{links.PublicUrl.ToString().TrimEnd('/')}/invitation/{token}";
        else
            Problems = [new Problem("AU006", "email", $"没有邮箱为“{Invited}”的人员；请先在“岗位”中登记任职。")];
        return await OnGet(stop);
    }

    private FileContentResult AsCsv() => CsvTable.Of(
        "用户", ["姓名", "邮箱", "岗位"],
        List.Rows.Select(person => (IEnumerable<string?>)
            [person.Name, person.Email, string.Join('、', person.Posts)]));
}
