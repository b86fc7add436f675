using System.Collections.Immutable;

namespace Orchestrator.Engine.Definitions;

/// <summary>States and the transitions between them. Activities are places among the children, −1 for none.</summary>
/// <param name="Initial">The state to begin in, by name.</param>
/// <param name="States">In the order drawn; of two with one name the first counts.</param>
/// <param name="Transitions">In the order drawn.</param>
public sealed record StateMachine(
    string? Initial, ImmutableArray<MachineState> States, ImmutableArray<MachineTransition> Transitions)
{
    /// <summary>The place of a state; −1 for a name that none has.</summary>
    public int Find(string? name)
    {
        foreach (var (place, state) in States.Index())
        {
            if (state.Name == name)
                return place;
        }

        return -1;
    }

    /// <summary>Whether a place in the one is the same place in the other; where it begins does not matter.</summary>
    public bool HasPlacesOf(StateMachine other) =>
        States.SequenceEqual(other.States) && Transitions.SequenceEqual(other.Transitions);

    /// <summary>Transitions that may leave a state: something sets them off, and they lead somewhere.</summary>
    public IEnumerable<int> Outbound(int state) =>
        from transition in Transitions.Index()
        where transition.Item.From == States[state].Name && transition.Item.Trigger >= 0
            && Find(transition.Item.To) >= 0
        select transition.Index;
}

/// <param name="Name">Unique.</param>
/// <param name="Entry">Runs when it is entered.</param>
/// <param name="Exit">Runs when it is left.</param>
public sealed record MachineState(string Name, int Entry, int Exit);

/// <param name="From">A state by name.</param>
/// <param name="To">Another, or the same again.</param>
/// <param name="Trigger">Whose end sets it off, where its condition holds.</param>
/// <param name="Action">Runs before the state is left.</param>
public sealed record MachineTransition(string From, string To, int Trigger, int Action);
