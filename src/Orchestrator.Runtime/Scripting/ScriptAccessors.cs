using System.Text.Json;
using Jint.Native;
using Orchestrator.Engine.Expressions;

namespace Orchestrator.Runtime.Scripting;

/// <summary>
/// The functions that Elsa makes of names: getX and setX by variable, getX by declared input, getResultFromX by the
/// output of a named activity in the same container. A name with marks or blanks has none.
/// </summary>
internal sealed class ScriptAccessors(
    Question question,
    Func<string, JsValue> read,
    Func<string, JsValue, JsValue> write,
    Func<JsonElement, JsValue> into)
{
    /// <summary>The later of two with one name counts: an input hides a variable.</summary>
    public IEnumerable<(string Name, Func<JsValue[], JsValue> Body)> All() =>
        Arguments().Concat(Variables()).Concat(Inputs()).Concat(Outputs());

    private IEnumerable<(string Name, Func<JsValue[], JsValue> Body)> Arguments() =>
        question.Arguments.Select(argument => ($"get{argument.Key}", Gives(argument.Value)));

    private IEnumerable<(string Name, Func<JsValue[], JsValue> Body)> Variables()
    {
        foreach (var name in question.Variables.Keys.Where(IsWord))
        {
            yield return ("get" + Pascal(name), _ => read(name));
            yield return ("set" + Pascal(name), arguments =>
                write(name, arguments.Length > 0 ? arguments[0] : JsValue.Undefined));
        }
    }

    private IEnumerable<(string Name, Func<JsValue[], JsValue> Body)> Inputs()
    {
        if (question.IsWithinComposite)
            yield break;
        foreach (var declared in question.DeclaredInputs)
        {
            var given = question.Input.FirstOrDefault(input =>
                IsWord(input.Key) && input.Key.Equals(declared.Name, StringComparison.OrdinalIgnoreCase));
            yield return ($"get{declared.Name}", Gives(given.Value));
        }
    }

    private IEnumerable<(string Name, Func<JsValue[], JsValue> Body)> Outputs() =>
        from source in question.Sources
        where !string.IsNullOrWhiteSpace(source.Name)
        let recorded = question.Outputs.GetValueOrDefault(source.Id)
        from output in source.Outputs.Union(recorded?.Keys ?? []).Where(IsWord)
        let value = recorded?.GetValueOrDefault(output) ?? default
        select ($"get{Pascal(output)}From{Pascal(source.Name!)}", Gives(value));

    private Func<JsValue[], JsValue> Gives(JsonElement value) => _ => into(value);

    private static bool IsWord(string name) => name.Length > 0 && name.All(char.IsLetterOrDigit);

    /// <summary>Each part behind a blank or mark begins with a capital, and the marks are gone.</summary>
    private static string Pascal(string name) =>
        string.Concat(name.Split(['-', '_', ' '], StringSplitOptions.RemoveEmptyEntries)
            .Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
}
