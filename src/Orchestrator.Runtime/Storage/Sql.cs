using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Npgsql;

namespace Orchestrator.Runtime.Storage;

/// <summary>
/// An SQL statement whose holes became parameters. A plain string cannot become one, so a spliced statement does not
/// compile. Write values into the holes, not our id types: <c>{instance.Value}</c>.
/// </summary>
[InterpolatedStringHandler]
public sealed class Sql(int literalLength, int formattedCount)
{
    private readonly StringBuilder text = new(literalLength + (4 * formattedCount));
    private readonly List<NpgsqlParameter> parameters = new(formattedCount);

    public void AppendLiteral(string literal) => text.Append(literal);

    public void AppendFormatted<T>(T value)
    {
        parameters.Add(value is null
            ? new NpgsqlParameter { Value = DBNull.Value }
            : new NpgsqlParameter<T> { TypedValue = value });
        text.Append(CultureInfo.InvariantCulture, $"${parameters.Count}");
    }

    internal NpgsqlCommand On(NpgsqlConnection connection, NpgsqlTransaction? transaction)
    {
        var command = new NpgsqlCommand(text.ToString(), connection, transaction);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        return command;
    }

    internal NpgsqlBatchCommand InBatch()
    {
        var command = new NpgsqlBatchCommand(text.ToString());
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        return command;
    }
}
