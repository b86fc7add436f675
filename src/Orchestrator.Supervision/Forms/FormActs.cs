using System.Collections.Frozen;
using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Forms;

/// <summary>The forms of published versions, and the use case behind each.</summary>
public sealed class FormActs(DefinitionStore definitions, IEnumerable<IFormAct> acts)
{
    private readonly FrozenDictionary<string, IFormAct> acts = acts.ToFrozenDictionary(act => act.Form);

    /// <summary>Forms that have a use case.</summary>
    public IEnumerable<string> Known => acts.Keys;

    /// <exception cref="InvalidOperationException">Nothing stands behind the form: the publish check lets none
    /// such through.</exception>
    public IFormAct ActOf(string form) => acts.GetValueOrDefault(form)
        ?? throw new InvalidOperationException($"no use case stands behind the form '{form}'");

    /// <exception cref="InvalidOperationException">The version has no such form, or it cannot be read: the publish
    /// check lets none such through.</exception>
    public async Task<FormDefinition> Read(Tx tx, DefinitionVersion version, string form, CancellationToken stop)
    {
        var path = $"forms/{form}.json";
        var content = await definitions.ReadFile(tx, version, path, stop)
            ?? throw new InvalidOperationException($"{version} has no {path}");
        var (read, problems) = FormReader.Read(path, content.Span);
        return read ?? throw new InvalidOperationException($"{version} {path}: {string.Join("; ", problems)}");
    }
}
