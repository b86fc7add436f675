using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace Orchestrator.Server.Identity;

/// <summary>Keys of cookies and form tokens, in the database, so that two servers share them.</summary>
public sealed class ProtectionKeys(string connectionString) : IXmlRepository
{
    // The framework asks without waiting; a connection of its own keeps the pool out of it.
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var connection = new NpgsqlConnection(connectionString);
        connection.Open();
        using var command = new NpgsqlCommand("SELECT xml FROM identity.data_protection_key", connection);
        using var reader = command.ExecuteReader();
        var keys = new List<XElement>();
        while (reader.Read())
            keys.Add(XElement.Parse(reader.GetString(0)));
        return keys;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var connection = new NpgsqlConnection(connectionString);
        connection.Open();
        using var command = new NpgsqlCommand(
            "INSERT INTO identity.data_protection_key (name, xml) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
            connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = friendlyName });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = element.ToString() });
        command.ExecuteNonQuery();
    }
}
