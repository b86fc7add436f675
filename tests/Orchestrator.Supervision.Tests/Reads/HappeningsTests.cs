using Orchestrator.Supervision.Reads;
using Orchestrator.Testing;

namespace Orchestrator.Supervision.Tests.Reads;

public sealed class HappeningsTests(TestDatabase fixture) : IClassFixture<TestDatabase>
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 9, 1, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_more_than_are_shown_the_first_are_shown_whatever_was_written_first()
    {
        await fixture.Database.InTransaction(tx => tx.Execute($"""
            WITH director AS (
                INSERT INTO supervision.person (id, name, email) VALUES (gen_random_uuid(), '某某', 'a@b.cn')
                RETURNING id)
            INSERT INTO supervision.open_task
                (id, definition_id, definition_version, form, title, subject_kind, subject_id, assignee_role,
                 owner_person_id, instance_id, bookmark, created_at)
            SELECT gen_random_uuid(), 'campaign', 1, 'scheme-approval', n::text, 'InspectionCampaign',
                   gen_random_uuid(), 'OfficeDirector', director.id, gen_random_uuid(), 1,
                   {Monday} + n * interval '1 minute'
            FROM generate_series({2 * Happenings.Most}, 1, -1) AS n, director
            """, Stop), Stop);

        var shown = await fixture.Database.InTransaction(
            tx => Happenings.Between(tx, Monday, Monday.AddDays(7), Stop), Stop);

        Assert.Equal(Enumerable.Range(1, Happenings.Most).Select(n => $"{n}"), shown.Select(one => one.Text));
    }
}
