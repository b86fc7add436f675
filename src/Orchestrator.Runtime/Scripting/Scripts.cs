using Orchestrator.Engine.Expressions;

namespace Orchestrator.Runtime.Scripting;

/// <summary>JavaScript (Jint) and Liquid (Fluid) behind the engine's <see cref="Evaluate"/>, with limits on
/// statements, memory, recursion and time. Asks neither clock nor chance.</summary>
public static class Scripts
{
    public static Evaluation Evaluate(Question question) => throw new NotImplementedException();
}
