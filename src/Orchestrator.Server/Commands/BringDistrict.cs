using Npgsql;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Server.Composition;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Directory;

namespace Orchestrator.Server.Commands;

/// <summary>A district's own files into an empty live database; its first administrator gets a one-time password.
/// </summary>
internal static class BringDistrict
{
    /// <summary>
    /// 0 where all of it is there, 1 where nothing was imported (every line to put right is named), 2 where there is no
    /// such folder.
    /// </summary>
    public static async Task<int> Run(ServerSettings settings, string folder)
    {
        if (Directory.Exists(folder))
            return await Import(settings, folder);
        Console.Error.WriteLine($"“{folder}”期望是本区数据的目录（见docs/going-live.md），实际没有。请检查路径。");
        return 2;
    }

    private static Task<int> Import(ServerSettings settings, string folder) =>
        BesideServer.Run(settings, async db =>
        {
            var change = new RuleChange("system", new MachineClock().GetUtcNow(), "导入本区数据");
            try
            {
                var problems = await new ImportDistrict(db).Run(
                    DistrictFiles.In(folder), change, CancellationToken.None);
                foreach (var problem in problems)
                    Console.Error.WriteLine($"{problem.Code} {problem.Where}: {problem.Message}");
                if (problems.Length > 0)
                    return Nothing();
            }
            catch (PostgresException refused) when (refused.ConstraintName is not null)
            {
                // What the files cannot know of each other, the database does, and its constraints are sentences.
                Console.Error.WriteLine($"SU001 {refused.TableName}: {refused.ConstraintName}（{refused.Detail}）");
                return Nothing();
            }

            Console.WriteLine("本区数据已导入。");
            if (await new ImportDistrict(db).WithoutReviewer(CancellationToken.None) is { Count: > 0 } departments)
                Console.WriteLine($"注意：{string.Join('、', departments)}没有登记督导联络员（主管部门岗位），其初审和跟踪月报"
                    + "由督导办跟踪，到期按未办处理。请到“管理—岗位”中登记。");
            return await OneTimeSecrets.OfAdministrator(db);
        });

    private static int Nothing()
    {
        Console.Error.WriteLine("没有导入任何内容；请改正以上各处后重新执行。");
        return 1;
    }
}
