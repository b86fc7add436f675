using System.Collections.Immutable;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Storage;

namespace Orchestrator.Supervision.Directory;

/// <summary>Writes zones, units and their contacts as sets, into an empty directory.</summary>
internal static class WriteUnits
{
    public static Task<int> Zones(Tx tx, ImmutableArray<CsvRow> rows, CancellationToken stop) => tx.Execute($"""
        INSERT INTO supervision.inspection_zone (code, name, coverage, hotline)
        SELECT *
        FROM unnest({rows.Column("zone_code")}, {rows.Column("zone_name")}, {rows.Column("coverage")},
                    {rows.Column("hotline")})
        """, stop);

    public static Task<int> Units(Tx tx, ImmutableArray<UnitRow> units, CancellationToken stop)
    {
        var rows = units.Select(unit => unit.Row).ToImmutableArray();
        var categories = units.Select(unit => unit.Category.ToString()).ToArray();
        var stages = units.Select(unit => unit.Stage?.ToString()).ToArray();
        var ownerships = units.Select(unit => unit.Ownership?.ToString()).ToArray();
        var students = units.Select(unit => unit.Students).ToArray();
        var members = units.Select(unit => unit.IsMember).ToArray();
        var statuses = units.Select(unit => unit.Status.ToString()).ToArray();
        var from = units.Select(unit => unit.ValidFrom).ToArray();
        var to = units.Select(unit => unit.ValidTo).ToArray();
        return tx.Execute($"""
            INSERT INTO supervision.unit
                (code, name, short_name, category, unit_type, school_stage, ownership, supervising_unit_code,
                 licensing_unit_code, township_code, zone_code, successor_unit_code, student_count, is_member_unit,
                 status, valid_from, valid_to, notes)
            SELECT *
            FROM unnest(
                {rows.Column("unit_code")}, {rows.Column("unit_name")}, {rows.Column("short_name")}, {categories},
                {rows.Column("unit_type")}, {stages}, {ownerships}, {rows.Column("supervising_unit_code")},
                {rows.Column("licensing_unit_code")}, {rows.Column("township_code")}, {rows.Column("zone_code")},
                {rows.Column("successor_unit_code")}, {students}, {members}, {statuses}, {from}, {to},
                {rows.Select(row => row.Text("notes")).ToArray()})
            """, stop);
    }

    /// <summary>The head and the liaison officer; a missing name means that there is nobody.</summary>
    public static Task<int> Contacts(Tx tx, ImmutableArray<UnitRow> units, CancellationToken stop)
    {
        var rows = units.Select(unit => unit.Row).ToImmutableArray();
        return tx.Execute($"""
            INSERT INTO supervision.unit_contact (unit_code, role, name, title, email, phone)
            SELECT code, contact.role, contact.name, contact.title, contact.email, phone
            FROM unnest(
                {rows.Column("unit_code")}, {rows.Column("head_name")}, {rows.Column("head_title")},
                {rows.Column("leader_email")}, {rows.Column("liaison_name")}, {rows.Column("contact_email")},
                {rows.Column("contact_phone")})
                AS unit (code, head, head_title, head_email, liaison, liaison_email, phone)
            CROSS JOIN LATERAL (VALUES
                ('UnitHead', head, coalesce(head_title, ''), head_email),
                ('LiaisonOfficer', liaison, '联络员', liaison_email))
                AS contact (role, name, title, email)
            WHERE contact.name IS NOT NULL
            """, stop);
    }

    /// <summary>A column of the file as an array, empty cells as nulls.</summary>
    internal static string?[] Column(this ImmutableArray<CsvRow> rows, string name) =>
        [.. rows.Select(row => row.TextOrNull(name))];
}
