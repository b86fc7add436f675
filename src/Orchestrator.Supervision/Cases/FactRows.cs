using System.Text.Json;
using Npgsql;

namespace Orchestrator.Supervision.Cases;

/// <summary>Rows of (id, jsonb) as facts by id.</summary>
internal static class FactRows
{
    public static KeyValuePair<Guid, JsonElement> Read(NpgsqlDataReader row)
    {
        using var document = JsonDocument.Parse(row.GetString(1));
        return new(row.GetGuid(0), document.RootElement.Clone());
    }
}
