using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Api;

/// <summary>主管部门: how they follow the items of their units, and what they report of a month (S07-4).</summary>
internal static class DepartmentApi
{
    public static void MapDepartments(this RouteGroupBuilder v1)
    {
        v1.MapGet("/departments", (
            By by, Reader read, RuleBook rules, [AsParameters] ReadApi.Asked asked, CancellationToken stop) =>
            read.List(by, asked, (tx, sight, filter) =>
                DepartmentList.Of(tx, sight, filter, (null, rules), stop), stop))
            .ForHoldersOf(Act.ReadDepartments).WithTags("主管部门").WithSummary("主管部门：未办结问题、初审、逾期未审、跟踪月报");
        v1.MapGet("/departments/{code}", (
            string code, By by, Reader read, RuleBook rules, CancellationToken stop) =>
            read.One(by, async (tx, sight, filter) => await DepartmentList.Of(tx, sight, filter, (code, rules), stop)
                is { Rows: [var department] }
                    ? new
                    {
                        Department = department,
                        Items = await ItemList.Of(
                            tx, sight, filter with { Take = ItemList.MostOfDepartment }, (null, null, code), stop),
                        Reviews = await ReviewList.Of(tx, code, rules, stop),
                        Reports = await TrackingReportList.Of(tx, code, stop),
                    }
                    : null, stop))
            .ForHoldersOf(Act.ReadDepartments).WithTags("主管部门")
            .WithSummary("一个主管部门：所属单位的未办结问题、初审意见、跟踪月报");
        v1.MapGet("/tracking-reports/{id:guid}", (Guid id, By by, Database db, CancellationToken stop) =>
            ForReaders(db, (id, by), async tx => Results.Ok(await TrackingReportList.One(tx, id, stop)), stop))
            .ForHoldersOf(Act.ReadDepartments).WithTags("主管部门").WithSummary("一份跟踪月报：报送的内容和报送时的清单");
        v1.MapGet("/tracking-reports/{id:guid}/files/{file:guid}", (
            Guid id, Guid file, By by, Database db, CancellationToken stop) =>
            ForReaders(db, (id, by), async tx => await TrackingReportList.File(tx, id, file, stop) is { } found
                ? Results.File(found.Content.ToArray(), found.MediaType, found.FileName)
                : ApiProblems.NotFound(), stop))
            .ForHoldersOf(Act.ReadDepartments).WithTags("主管部门").WithSummary("下载跟踪月报的附件");
    }

    private static Task<IResult> ForReaders(
        Database db, (Guid Id, By By) asked, Func<Tx, Task<IResult>> answer, CancellationToken stop) =>
        db.InTransaction(async tx =>
        {
            var found = (await CaseRows.Read(tx, [asked.Id], stop)).GetValueOrDefault(asked.Id);
            if (found is not { Kind: CaseKind.TrackingReport })
                return ApiProblems.NotFound();
            var scope = await ReadScope.Of(tx, found, stop);
            return RightTable.Check(asked.By.Actor, Act.ReadDepartments, scope) is { } forbidden
                ? ApiProblems.Refused(forbidden)
                : await answer(tx);
        }, stop);
}
