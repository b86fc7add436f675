using System.Text;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;
using Orchestrator.Engine.Tests.Definitions;

namespace Orchestrator.Engine.Tests.Simulation;

/// <summary>
/// The world of a simulation: stored bytes, an inbox, a clock, and chance from the seed. Commands stay in the inbox
/// until a commit takes them out, and sometimes longer.
/// </summary>
internal sealed class Stage
{
    private static readonly DateTimeOffset Beginning = new(2026, 3, 10, 1, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, CompiledWorkflow> workflows = [];
    private readonly List<Player> players = [];
    private readonly List<(Player Player, byte[] Command)> inbox = [];
    private readonly Dice dice;
    private int numbers;

    private Stage(Plan plan)
    {
        dice = new Dice(plan.Seed ^ 0x5A5A5A5A5A5A5A5AUL);
        IsModelled = plan.Mode == FlowchartMode.Counter;
        foreach (var json in plan.Definitions)
        {
            var drawn = Drawn.Read(json);
            workflows[drawn.Id.Value] = CompiledWorkflow.Of(drawn with
            {
                Options = drawn.Options with { FlowchartMode = plan.Mode },
            });
        }
    }

    public bool IsModelled { get; }
    public DateTimeOffset Now { get; private set; } = Beginning;

    /// <summary>What happened, a line each.</summary>
    public List<string> Story { get; } = [];

    /// <exception cref="BrokenRule">A rule does not hold.</exception>
    public static void Play(Plan plan, List<string>? story = null)
    {
        var stage = new Stage(plan);
        try
        {
            stage.Enter(stage.NewPlayer("main", null), null);
            foreach (var step in plan.Steps)
                stage.Take(step);
            stage.Settle();
        }
        finally
        {
            story?.AddRange(stage.Story);
        }
    }

    public ulong NextSeed() => dice.Next();

    public Player NewPlayer(string definition, InstanceId? parent) =>
        new(++numbers, workflows[definition]) { Parent = parent };

    public void Enter(Player player, ParentLink? link)
    {
        players.Add(player);
        Post(player, new Command.Start
        {
            Instance = player.Id,
            Definition = new DefinitionVersion(player.Workflow.Definition.Id, 1),
            Parent = link,
        });
    }

    public void Post(InstanceId to, Command command) => Post(players.First(player => player.Id == to), command);

    public void Raise(string name)
    {
        var hearing = Waits().Where(one => one.For is Stimulus.Event heard && heard.Name == name).ToList();
        foreach (var (player, wait, _) in hearing)
            Post(player, new Command.Resume(wait, Json.EmptyObject));
    }

    public void CancelChildren(InstanceId parent)
    {
        foreach (var child in players.Where(one => one.Parent == parent && (one.IsRunning || one.Stored.State is null)))
            Post(child, new Command.Cancel("上级已取消"));
    }

    public EffectOutcome AnswerOfTheHouse() => dice.Roll(10) switch
    {
        < 5 => new EffectOutcome.Done([.. dice.Pick<string[]>([], ["Done"], ["Yes"], ["No"])], Json.Nothing),
        < 9 => new EffectOutcome.Waits(
            new Stimulus.Ledger("task", $"{dice.Roll(99)}", dice.Hit(50) ? Now.AddSeconds(dice.Roll(60)) : null),
            Json.Nothing),
        _ => new EffectOutcome.Failed("SU041", "没有联络员"),
    };

    private IEnumerable<(Player Player, BookmarkId Wait, Stimulus For)> Waits() =>
        from player in players
        from wait in player.Stored.Waits
        select (player, new BookmarkId(wait.Key), wait.Value);

    private void Post(Player player, Command command) => inbox.Add((player, EngineJson.Serialize(command)));

    private void Take(Step step)
    {
        switch (step.What)
        {
            case Move.Raise:
                Raise(Sketcher.Events[step.Choice % Sketcher.Events.Length]);
                break;
            case Move.Advance:
                Now += TimeSpan.FromSeconds(1 + (step.Choice % 60));
                break;
            case Move.Ring:
                Ring();
                break;
            case Move.Deliver when inbox.Count > 0:
                Deliver(step.Choice % inbox.Count, step);
                break;
            case Move.Answer:
                Answer(step.Choice);
                break;
            case Move.Retry:
                Retry(step.Choice);
                break;
            case Move.Cancel or Move.Park when players.Find(player => player.IsRunning) is { } running:
                Post(running, step.What == Move.Cancel ? new Command.Cancel("撤回") : new Command.Park("RT155", "中断"));
                break;
        }

        Story.Add($"{step.What} {step.Choice}{(step.Crashes ? " crashes" : "")}{(step.IsRepeated ? " repeated" : "")}");
        if (inbox.Count == 0)
            Compare();
    }

    /// <summary>Late as often as not, and again as long as nobody has taken it.</summary>
    private void Ring()
    {
        foreach (var (player, wait, waitsFor) in Waits().ToList())
        {
            if (waitsFor is Stimulus.Time { DueAt: var due } && due <= Now)
                Post(player, new Command.Resume(wait, Json.Null));
            else if (waitsFor is Stimulus.Ledger { Until: { } until } && until <= Now)
                Post(player, new Command.Resume(wait, Json.Parse("""{"outcome":"Lapsed"}""")));
        }
    }

    private void Answer(int choice)
    {
        var asked = Waits().Where(one => one.For is Stimulus.Task or Stimulus.Ledger).ToList();
        if (asked.Count == 0)
            return;
        var (player, wait, waitsFor) = asked[choice % asked.Count];
        var outcome = waitsFor is Stimulus.Ledger
            ? dice.Pick("{}", """{"outcome":"Yes"}""", """{"outcome":"No"}""")
            : "{}";
        Post(player, new Command.Resume(wait, Json.Parse(outcome)));
    }

    private void Retry(int choice)
    {
        var incidents = players.SelectMany(player => player.State.Incidents.Select(incident => (player, incident.Id)))
            .ToList();
        if (incidents.Count > 0)
            Post(incidents[choice % incidents.Count].player, new Command.Retry(incidents[choice % incidents.Count].Id));
    }

    private void Deliver(int place, Step step)
    {
        var (player, bytes) = inbox[place];
        var command = EngineJson.DeserializeCommand(bytes);
        if (player.State.SubStatus == InstanceSubStatus.Interrupted && command is not (Command.Retry or Command.Cancel))
            command = new Command.Retry(default);
        var turn = new Performance(this, player);
        var isAccepted = turn.Play(command);
        var told = Encoding.UTF8.GetString(EngineJson.Serialize(command));
        Story.Add($"  {player.Number}: {told} {(step.Crashes ? "lost" : isAccepted ? "" : "rejected")}");
        if (step.Crashes)
            return;
        turn.Commit();
        if (!step.IsRepeated && command is not Command.Retry { Faulted.Value: 0 })
            inbox.RemoveAt(place);
        else if (!isAccepted)
            inbox.RemoveAt(place);
    }

    private void Settle()
    {
        for (var turn = 0; inbox.Count > 0 && turn < 2_000; turn++)
            Deliver(0, new Step(Move.Deliver, 0, false, false));
        if (inbox.Count == 0)
            Compare();
    }

    private void Compare()
    {
        foreach (var player in players.Where(one => IsModelled && one.State.SubStatus != InstanceSubStatus.Interrupted))
        {
            var (engine, model) = player.Opinions();
            if (engine != model)
                throw new BrokenRule(
                    "the model agrees", $"instance {player.Number}\n{engine}\n— and the model —\n{model}");
        }
    }
}
