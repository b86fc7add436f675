using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Storage.Scratch;
using Orchestrator.Runtime.Turns;
using Orchestrator.Server.Composition;
using Orchestrator.Server.Playing;
using Orchestrator.Server.Rehearsals;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Directory;
using Orchestrator.Supervision.Rehearsals;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Bench;

/// <summary>
/// The sample district with the shipped definitions on a private PostgreSQL, composed as the server composes it.
/// One operation is one unit, from the request until its notice is out.
/// </summary>
internal sealed class District : IAsyncDisposable
{
    /// <summary>A Tuesday of the sample calendar, in office hours.</summary>
    private static readonly DateTimeOffset Begins = new(2026, 3, 10, 2, 0, 0, TimeSpan.Zero);

    /// <summary>Units of a campaign before the measured one.</summary>
    public const int Round = 100;

    private readonly string folder;
    private readonly OpenedDatabase opened;
    private readonly ServiceProvider parts;

    private District(string folder, OpenedDatabase opened, ServiceProvider parts)
    {
        this.folder = folder;
        this.opened = opened;
        this.parts = parts;
    }

    public static async Task<District> Found(CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("orchestrator-bench-").FullName;
        var configuration = new ConfigurationBuilder().Build();
        var machine = new MachineClock();
        var settings = new ServerSettings { DataFolder = folder, BeginsAt = Begins };
        var opened = await OpenedDatabase.Open(settings, configuration, machine, stop);
        var parts = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddPlayed(opened, machine).AddMail(configuration, folder)
            .BuildServiceProvider();
        var published = await parts.GetRequiredService<PublishWorkflows>().Run(Shipped(), stop);
        var errors = published.SelectMany(one => PublishWorkflows.Errors(one.Publication)).ToList();
        return errors.Count == 0
            ? new District(folder, opened, parts)
            : throw new InvalidOperationException(string.Join("; ", errors));
    }

    /// <summary>
    /// Asks for a campaign, approves its scheme, issues the notice, and goes on until nothing is due: every unit has
    /// its instances, its task and its mails, handed over to the built-in mailbox.
    /// </summary>
    public async Task<Measured> Campaign(int n, CancellationToken stop)
    {
        var units = await Schools(n, stop);
        var (before, _) = await NoticesOut(stop);
        var measured = await new Meter(opened.Database, folder).Of("campaign", n, async () =>
        {
            var started = await Part<StartCampaign>().Run(
                new CampaignOrder(Request(units), new Actor.Client("bench"), null), stop);
            if (started.Campaign is not { } campaign)
                throw new InvalidOperationException(string.Join("; ", started.Problems));
            await Answer(campaign, "Approved", stop);
            await Answer(campaign, "Issued", stop);
            while (await Part<Turn>().Drain(stop) + await Part<MailHandOver>().RunDue(stop) > 0)
                continue;
        }, stop);
        var (told, incidents) = await NoticesOut(stop);
        return told - before == n && incidents == 0
            ? measured
            : throw new InvalidOperationException(
                $"campaign: {told - before} of {n} units were told, {incidents} incidents");
    }

    /// <summary>Half a year of a campaign of that many units on a scratch database, everybody in time.</summary>
    public async Task<Measured> Rehearse(int n, CancellationToken stop)
    {
        var units = await Schools(n, stop);
        var request = new RehearsalRequest { Units = [.. units], Profile = RehearsalProfile.OnTime, Months = 6 };
        return await new Meter(opened.Database, folder).Of("rehearse", n, async () =>
        {
            var (summary, problems) = await new Rehearsal(new ScratchDatabases(opened.ConnectionString))
                .Run(request, [], new Nobody(), stop);
            if (summary is null)
                throw new InvalidOperationException(string.Join("; ", problems));
        }, stop);
    }

    private sealed class Nobody : IRehearsalAudience
    {
        public Task Progress(RehearsalProgress progress) => Task.CompletedTask;

        public Task Tell(IReadOnlyList<RehearsalLine> lines) => Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await parts.DisposeAsync();
        await opened.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private T Part<T>()
        where T : notnull => parts.GetRequiredService<T>();

    /// <summary>As many new schools, each like the first school of the sample, with contacts of their own.</summary>
    private Task<IReadOnlyList<string>> Schools(int n, CancellationToken stop) =>
        opened.Database.InTransaction(async tx =>
        {
            var codes = await tx.Query($"""
                INSERT INTO supervision.unit
                    (code, name, short_name, category, unit_type, school_stage, ownership, supervising_unit_code,
                     township_code, zone_code, is_member_unit, status, valid_from, notes)
                SELECT 'B' || last.n + given.n, name || last.n + given.n, short_name || last.n + given.n, category,
                       unit_type, school_stage, ownership, supervising_unit_code, township_code, zone_code,
                       is_member_unit, status, valid_from, notes
                FROM supervision.unit
                CROSS JOIN (SELECT count(*) AS n FROM supervision.unit) AS last
                CROSS JOIN generate_series(1, {n}) AS given (n)
                WHERE code = 'S001'
                RETURNING code
                """, row => row.GetString(0), stop);
            await tx.Execute($"""
                INSERT INTO supervision.unit_contact (unit_code, role, name, title, email, phone)
                SELECT given.code, role, name, title, given.code || '.' || email, phone
                FROM supervision.unit_contact
                CROSS JOIN unnest({codes.ToArray()}) AS given (code)
                WHERE unit_code = 'S001'
                """, stop);
            return codes;
        }, stop);

    private static CampaignRequest Request(IReadOnlyList<string> units) => new()
    {
        Title = "春季开学专项督导",
        Line = SupervisionLine.School,
        Type = CampaignType.Special,
        Basis = "年度督导计划",
        IndicatorScheme = "DX-YW-2026",
        UnitSelector = new UnitSelector { Codes = [.. units] },
        NoticeDate = new DateOnly(2026, 3, 10),
        OnSiteFrom = new DateOnly(2026, 4, 8),
        OnSiteTo = new DateOnly(2026, 4, 10),
        Team = ["I001", "I003", "I004"],
        RequestedBy = "窦文静",
    };

    /// <summary>As the director of the office, to the one task that waits in this campaign.</summary>
    private async Task Answer(Guid campaign, string outcome, CancellationToken stop)
    {
        var (task, director) = await opened.Database.InTransaction(tx => tx.QueryOne($"""
            SELECT task.id, post.person_id
            FROM supervision.open_task AS task CROSS JOIN supervision.post AS post
            WHERE task.subject_id = {campaign} AND task.state = 'Open' AND post.role = 'OfficeDirector'
            """, row => (row.GetGuid(0), row.GetGuid(1)), stop), stop);
        var answered = await Part<AnswerTask>().Run(new AnswerTask.Request
        {
            Task = task,
            Actor = new Actor.Official(director, "bench", [new Post(Role.OfficeDirector, null)]),
            Outcome = outcome,
        }, stop);
        if (!answered.Problems.IsEmpty)
            throw new InvalidOperationException(string.Join("; ", answered.Problems));
    }

    /// <summary>Units whose notice (M-02) was handed over to everybody it goes to, and incidents.</summary>
    private Task<(long Units, long Incidents)> NoticesOut(CancellationToken stop) =>
        opened.Database.InTransaction(tx => tx.QueryOne($"""
            SELECT (SELECT count(*)
                    FROM (SELECT subject_id FROM orchestrator.mail WHERE letter = 'M-02'
                          GROUP BY subject_id HAVING every(state = 'HandedOver')) AS told),
                   (SELECT count(*) FROM orchestrator.incident)
            """, row => (row.GetInt64(0), row.GetInt64(1)), stop), stop);

    private static string Shipped()
    {
        var place = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(place, "Orchestrator.sln")))
            place = Path.GetDirectoryName(place) ?? throw new InvalidOperationException("outside the repository");
        return Path.Combine(place, "workflows");
    }
}
