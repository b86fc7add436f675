using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Timers;
using Orchestrator.Server.Composition;
using Orchestrator.Server.Playing;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;
using Orchestrator.Testing;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>
/// The sample district with the shipped processes on the training clock, composed as the server composes it, without
/// HTTP. People answer, the clock walks; mails go to the built-in mailbox.
/// </summary>
internal sealed class RunningDistrict : IAsyncDisposable
{
    /// <summary>2026-03-10, 10:00: ten working days before the first worked example's visit.</summary>
    public static readonly DateTimeOffset Begins = At(3, 10, 10);

    private readonly TestDatabase? own;
    private readonly OpenedDatabase opened;
    private readonly ServiceProvider parts;
    private readonly string mailbox;

    private RunningDistrict(TestDatabase? own, OpenedDatabase opened, ServiceProvider parts, string mailbox)
    {
        this.own = own;
        this.opened = opened;
        this.parts = parts;
        this.mailbox = mailbox;
    }

    public Database Db => opened.Database;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>An instant of 2026, local time.</summary>
    public static DateTimeOffset At(int month, int day, int hour) =>
        new DateTimeOffset(2026, month, day, hour, 0, 0, TimeSpan.FromHours(8)).ToUniversalTime();

    /// <param name="shared">A database that somebody else made and drops; null: one of its own.</param>
    /// <param name="relay">Where mail leaves for the addresses that are allowed; null: all goes to the mailbox.</param>
    public static async Task<RunningDistrict> Open(TestDatabase? shared = null, FaultySmtp? relay = null)
    {
        var own = shared is null ? await TestDatabase.Create() : null;
        var mailbox = Path.Combine(Path.GetTempPath(), "orchestrator-mailbox-" + Guid.CreateVersion7().ToString("N"));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Orchestrator"] = (own ?? shared)!.ConnectionString,
            ["WorkflowsFolder"] = Workflows(),
            ["Mail:Host"] = relay is null ? null : "127.0.0.1",
            ["Mail:Port"] = relay?.Port.ToString(CultureInfo.InvariantCulture),
            ["Mail:Security"] = "None",
        }).Build();
        var machine = new MachineClock();
        var settings = new ServerSettings { Training = true, BeginsAt = Begins };
        var opened = await OpenedDatabase.Open(settings, configuration, machine, Stop);
        var parts = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddPlayed(opened, machine).AddMail(configuration, mailbox)
            .BuildServiceProvider();
        var district = new RunningDistrict(own, opened, parts, mailbox);
        foreach (var (_, publication) in await district.Part<PublishWorkflows>().Run(Workflows(), Stop))
            Assert.Empty(PublishWorkflows.Errors(publication));
        return district;
    }

    public T Part<T>() where T : notnull => parts.GetRequiredService<T>();

    /// <summary>As time would have passed: everything that comes due on the way happens.</summary>
    public async Task GoTo(DateTimeOffset to) => Assert.Null((await Part<TrainingWalk>().To(to, Stop)).Problem);

    public async Task<CampaignStarted> Start(CampaignRequest request, IdempotencyKey? key = null) =>
        await Part<StartCampaign>().Run(
            new CampaignOrder(request, new Actor.Client("test"), key), Stop);

    /// <summary>The one open task with this form of this unit; null for a campaign's own.</summary>
    public async Task<Guid> TaskOf(string form, string? unit = null, Guid? subject = null)
    {
        var open = await Db.InTransaction(tx => tx.Query($"""
            SELECT task.id
            FROM supervision.open_task AS task
            LEFT JOIN supervision.unit_inspection AS inspection ON inspection.id = task.unit_inspection_id
            WHERE task.state = 'Open' AND task.form = {form}
              AND ({unit}::text IS NULL OR inspection.unit_code = {unit})
              AND ({subject}::uuid IS NULL OR task.subject_id = {subject})
            """, row => row.GetGuid(0), Stop), Stop);
        return open.Count == 1 ? open[0] : throw new InvalidOperationException(
            $"expected one open task '{form}' of {unit}, got {open.Count}; open are: {await OpenTasks()}; "
            + $"incidents: {await Incidents()}");
    }

    /// <summary>Answers as whoever is asked, and expects to be accepted.</summary>
    public async Task Answer(Guid task, string outcome, string content = "{}", Role? by = null)
    {
        var answered = await Try(task, outcome, content, by);
        Assert.Empty(answered.Problems);
    }

    public async Task<Answered> Try(Guid task, string outcome, string content = "{}", Role? by = null) =>
        await Part<AnswerTask>().Run(new AnswerTask.Request
        {
            Task = task,
            Actor = await Asked(task, by),
            Outcome = outcome,
            Content = Json.Parse(content),
        }, Stop);

    /// <summary>Whoever is asked; of several roles the first.</summary>
    public async Task<Actor> Asked(Guid task, Role? by = null)
    {
        var (role, unit, person) = await Db.InTransaction(tx => tx.QueryOne($"""
            SELECT assignee_role, assignee_unit_code, assignee_person_id
            FROM supervision.open_task WHERE id = {task}
            """, row => (Enum.Parse<AssigneeRole>(row.GetString(0)), row.IsDBNull(1) ? null : row.GetString(1),
                row.IsDBNull(2) ? (Guid?)null : row.GetGuid(2)), Stop), Stop);
        var asked = by ?? Assignee.Roles(role)[0];
        return asked is Role.LiaisonOfficer or Role.UnitHead
            ? new Actor.Contact(unit!, by ?? Role.LiaisonOfficer, "某某")
            : await Official(asked, person, unit);
    }

    /// <summary>Whoever holds the post; the first by name.</summary>
    public async Task<Actor.Official> Official(Role role, Guid? person = null, string? unit = null)
    {
        var people = await Db.InTransaction(tx => tx.Query($"""
            SELECT person.id, person.name, array_agg(post.role), array_agg(coalesce(post.unit_code, ''))
            FROM supervision.person AS person
            JOIN supervision.post AS post ON post.person_id = person.id
            WHERE ({person}::uuid IS NULL OR person.id = {person})
              AND EXISTS (SELECT FROM supervision.post AS held
                          WHERE held.person_id = person.id AND held.role = {role.ToString()}
                            AND ({unit}::text IS NULL OR held.unit_code = {unit}))
            GROUP BY person.id, person.name
            ORDER BY person.name
            """, row => new Actor.Official(row.GetGuid(0), row.GetString(1),
                [.. row.GetFieldValue<string[]>(2).Zip(row.GetFieldValue<string[]>(3))
                    .Select(post => new Post(Enum.Parse<Role>(post.First), post.Second is "" ? null : post.Second))]),
            Stop), Stop);
        return people[0];
    }

    public Task<T> One<T>(Sql sql) =>
        Db.InTransaction(tx => tx.QueryOne(sql, row => row.GetFieldValue<T>(0), Stop), Stop)!;

    public Task<IReadOnlyList<string>> Texts(Sql sql) =>
        Db.InTransaction(tx => tx.Query(sql, row => row.GetString(0), Stop), Stop);

    public async Task<string> Incidents() => string.Join(" | ", await Texts($"""
        SELECT instance.definition_id || ': ' || incident.message
        FROM orchestrator.incident JOIN orchestrator.instance ON instance.id = incident.instance_id
        """));

    public async ValueTask DisposeAsync()
    {
        await parts.DisposeAsync();
        await opened.DisposeAsync();
        if (own is not null)
            await own.DisposeAsync();
        if (System.IO.Directory.Exists(mailbox))
            System.IO.Directory.Delete(mailbox, recursive: true);
    }

    private async Task<string> OpenTasks() => string.Join(", ", await Texts($"""
        SELECT task.form || coalesce(' of ' || inspection.unit_code, '')
        FROM supervision.open_task AS task
        LEFT JOIN supervision.unit_inspection AS inspection ON inspection.id = task.unit_inspection_id
        WHERE task.state = 'Open' ORDER BY 1
        """));

    /// <summary>The processes as they are shipped.</summary>
    public static string Workflows()
    {
        var place = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(place, "Orchestrator.sln")))
            place = Path.GetDirectoryName(place) ?? throw new InvalidOperationException("outside the repository");
        return Path.Combine(place, "workflows");
    }
}
