using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Storage.Scratch;
using Orchestrator.Server.Playing;
using Orchestrator.Server.Rehearsals;
using Orchestrator.Server.Tests.Composition;
using Orchestrator.Supervision.Rehearsals;
using Orchestrator.Testing;

namespace Orchestrator.Server.Tests.Rehearsals;

/// <summary>推演 beside the sample district, and what is left of it.</summary>
public sealed class RehearsalTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly RehearsalRequest Asked = new()
    {
        Units = ["S021", "S022"],
        Begins = new DateOnly(2026, 3, 10),
        Months = 4,
        Campaign = RehearsalRequest.Nothing.Add("noticeDate", "2026-03-16").Add("onSiteFrom", "2026-04-08"),
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Units_that_stay_silent_are_reminded_urged_and_ordered_and_the_district_knows_nothing_of_it()
    {
        await using var district = await RunningDistrict.Open(database);
        var before = await Everything(district);

        var heard = await Play(Asked with { Profile = RehearsalProfile.Nobody });

        Assert.Empty(heard.Of(RehearsalKind.Incident));
        Assert.Empty(heard.Of(RehearsalKind.Refused));
        Assert.Contains("Remind", heard.Of(RehearsalKind.Escalation).Select(line => line.What));
        Assert.Contains(heard.Of(RehearsalKind.Order), line => line is { What: "First", Unit: "S021" });
        Assert.Contains(heard.Of(RehearsalKind.Mail),
            line => line is { What: "M-17", To: { } to, Body.Length: > 50 } && to.Contains('|'));
        Assert.Contains(heard.Of(RehearsalKind.Deadline), line => line.What == "self-evaluation"
            && line.Text.Contains("10个工作日", StringComparison.Ordinal) && line.DueOn > new DateOnly(2026, 3, 16));
        Assert.Equal(heard.Lines.OrderBy(line => line.At), heard.Lines);
        Assert.Equal(heard.Lines.Count, heard.Summary!.Kinds.Values.Sum());
        Assert.Equal(before, await Everything(district));
        Assert.Equal(0, await Scratches(district));
    }

    [Fact]
    public async Task Where_all_answer_in_time_nobody_is_ordered_and_nothing_is_refused()
    {
        await using var district = await RunningDistrict.Open(database);

        var heard = await Play(Asked);

        Assert.DoesNotContain(heard.Lines, line => line.Kind
            is RehearsalKind.Order or RehearsalKind.Refused or RehearsalKind.Incident);
        Assert.Equal(2, heard.Lines.Count(line => line is { Kind: RehearsalKind.Mail, What: "M-14" }));
    }

    [Fact]
    public async Task What_cannot_be_meant_is_refused_and_leaves_nothing()
    {
        await using var district = await RunningDistrict.Open(database);

        Assert.Equal(["RT197", "RT197"], (await Play(Asked with { Months = 99, Findings = -1 })).Codes);
        Assert.Equal(["SU032"], (await Play(Asked with { Units = ["NOBODY"] })).Codes);
        Assert.Equal(["RT192"], (await Play(Asked with { Campaign = RehearsalRequest.Nothing.Add("a", "b") })).Codes);
        Assert.Equal(["RT101"], (await Play(Asked with { Definition = "no-such-process" })).Codes);
        Assert.Equal(0, await Scratches(district));
    }

    [Fact]
    public async Task A_district_that_has_published_nothing_yet_is_told_so()
    {
        await using var empty = await TestDatabase.Create();
        await using (await PlayedDistrict.Open(empty.ConnectionString, RunningDistrict.Begins, Stop))
        {
            var (summary, problems) = await new Rehearsal(new ScratchDatabases(empty.ConnectionString))
                .Run(Asked, [], new Listener(), Stop);

            Assert.Null(summary);
            Assert.Equal(["RT101"], problems.Select(problem => problem.Code));
        }
    }

    [Fact]
    public async Task Who_gives_up_in_the_middle_leaves_no_database_behind()
    {
        await using var district = await RunningDistrict.Open(database);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var listener = new Listener { OnProgress = progress => { if (progress.Answered > 0) given.Cancel(); } };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Play(Asked, listener, given.Token));

        Assert.Equal(0, await Scratches(district));
    }

    [Fact]
    public async Task What_a_killed_rehearsal_leaves_behind_is_dropped_by_the_next()
    {
        await using var district = await RunningDistrict.Open(database);
        using (var killed = Programs.Start(
            ["rehearse", "--units", "S021", "--from", "2026-03-10"],
            ("ConnectionStrings__Orchestrator", database.ConnectionString)))
        {
            // Its first line says that it is under way.
            await killed.StandardError.ReadLineAsync(Stop);
            killed.Kill();
            await killed.WaitForExitAsync(Stop);
        }

        Assert.Equal(1, await Scratches(district));
        await using (await new ScratchDatabases(database.ConnectionString).Make(model: null, Stop))
            Assert.Equal(1, await Scratches(district));
        Assert.Equal(0, await Scratches(district));
    }

    private Task<Listener> Play(RehearsalRequest request) => Play(request, new Listener(), Stop);

    private async Task<Listener> Play(RehearsalRequest request, Listener listener, CancellationToken stop)
    {
        var (summary, problems) = await new Rehearsal(new ScratchDatabases(database.ConnectionString))
            .Run(request, [], listener, stop);
        listener.Summary = summary;
        listener.Problems = problems;
        return listener;
    }

    private static Task<long> Scratches(RunningDistrict district) => district.One<long>($"""
        SELECT count(*)
        FROM pg_database AS scratch
        JOIN pg_database AS home ON home.datname = current_database()
        WHERE scratch.datname LIKE 'orchestrator_scratch_' || home.oid || '_%'
        """);

    private static Task<IReadOnlyList<string>> Everything(RunningDistrict district) => district.Texts($"""
        SELECT 'mail ' || count(*) FROM orchestrator.mail
        UNION ALL SELECT 'instance ' || count(*) FROM orchestrator.instance
        UNION ALL SELECT 'task ' || count(*) FROM supervision.open_task
        UNION ALL SELECT 'campaign ' || count(*) FROM supervision.campaign
        UNION ALL SELECT 'audit ' || count(*) FROM supervision.audit_entry
        UNION ALL SELECT series || last_serial FROM supervision.number_series
        ORDER BY 1
        """);

    private sealed class Listener : IRehearsalAudience
    {
        public List<RehearsalLine> Lines { get; } = [];
        public RehearsalSummary? Summary { get; set; }
        public IReadOnlyList<Problem> Problems { get; set; } = [];
        public Action<RehearsalProgress> OnProgress { get; init; } = _ => { };
        public IEnumerable<string> Codes => Problems.Select(problem => problem.Code);

        public IEnumerable<RehearsalLine> Of(RehearsalKind kind) => Lines.Where(line => line.Kind == kind);

        public Task Progress(RehearsalProgress progress)
        {
            OnProgress(progress);
            return Task.CompletedTask;
        }

        public Task Tell(IReadOnlyList<RehearsalLine> lines)
        {
            Lines.AddRange(lines);
            return Task.CompletedTask;
        }
    }
}
