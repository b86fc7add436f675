using Orchestrator.Server.Tests.Composition;
using System.Collections.Immutable;
using System.Text;
using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Server.Composition;
using Orchestrator.Supervision.Drafts;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Tests.Drafts;

/// <summary>A process uploaded, previewed, published, put back, and what a restart makes of it.</summary>
public sealed class DraftTests : IAsyncLifetime
{
    private const string Reminder = "mail/M-10.liquid";
    private static readonly DefinitionId Ladder = new("reminder-ladder");

    private RunningDistrict? opened;

    private RunningDistrict District => opened!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => opened = await RunningDistrict.Open();

    public ValueTask DisposeAsync() => District.DisposeAsync();

    [Fact]
    public async Task An_upload_shows_what_it_changes_and_is_published_by_name()
    {
        var draft = await Upload(await Changed(Reminder, "请按期办理", "请务必按期办理"));

        var preview = await Preview(draft);
        var administrator = await District.Official(Role.Administrator);
        var (version, problems) = await District.Part<EndDraft>().Run(
            new EndDraft.Publish(administrator, draft, 1), Stop);

        Assert.Equal((1, 0), (preview!.Against, preview.Errors.Length));
        Assert.Equal(new FileChange(ChangeKind.Changed, Reminder), Assert.Single(preview.Changes.Files));
        Assert.Empty(preview.Changes.Activities);
        Assert.Empty(problems);
        Assert.Equal(new DefinitionVersion(Ladder, 2), version);
        var line = (await District.Db.InTransaction(tx => PublishedVersions.Of(tx, Ladder, Stop), Stop))[0];
        Assert.Equal((2, administrator.Key), (line.Version.Version, line.By));
        Assert.Null(await Preview(draft));
        Assert.Equal(["PublishDraft reminder-ladder 2"], await District.Texts($"""
            SELECT concat_ws(' ', act, detail->>'definition', detail->>'version')
            FROM supervision.audit_entry WHERE subject_kind = 'Definition'
            """));
    }

    [Fact]
    public async Task What_cannot_be_published_is_kept_with_its_findings()
    {
        var draft = await Upload(await Changed(Reminder, "{{ duty }}", "{{ dutty }}"));

        var refused = await Publish(draft, 1);

        Assert.NotEmpty(refused);
        Assert.Equal(refused, (await Preview(draft))!.Errors);
        var found = Assert.Single(refused);
        Assert.Equal(("SU076", Reminder), (found.Code, found.Where));
        Assert.Equal(1, (await Newest(Ladder))!.Value.Version);
        var kept = await District.Db.InTransaction(tx => PreviewDraft.Folder(tx, draft, Stop), Stop);
        Assert.Contains("dutty", Encoding.UTF8.GetString(kept!.Files[Reminder].Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_drawing_that_uses_another_as_an_activity_is_kept_and_not_published()
    {
        var folder = await Shipped(Ladder);
        var text = folder.DefinitionText;
        var at = text.IndexOf("\"activities\": [", StringComparison.Ordinal) + "\"activities\": [".Length;
        var draft = await Upload(folder with
        {
            Definition = Encoding.UTF8.GetBytes(text.Insert(
                at, """{"id":"inner","type":"ProblemItem","version":1,"workflowDefinitionId":"problem-item"},""")),
        });

        var refused = await Publish(draft, 1);

        Assert.Contains(refused, problem => problem.Code == "WF109" && problem.Message.Contains(
            "可当作活动使用", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_draft_is_not_published_over_a_version_that_its_preview_did_not_know()
    {
        var first = await Upload(await Changed(Reminder, "请按期办理", "请务必按期办理"));
        var second = await Upload(await Changed(Reminder, "请按期办理", "请尽快办理"));
        Assert.Empty(await Publish(first, 1));

        var refused = await Publish(second, 1);

        Assert.Equal("SU092", Assert.Single(refused).Code);
        Assert.Equal(2, (await Preview(second))!.Against);
        Assert.Empty(await Publish(second, 2));
        Assert.Equal("SU091", Assert.Single(await Publish(second, 3)).Code);
    }

    [Fact]
    public async Task An_earlier_version_is_put_back_as_a_new_one_and_the_present_one_is_not()
    {
        Assert.Empty(await Publish(await Upload(await Changed(Reminder, "请按期办理", "请务必按期办理")), 1));
        var administrator = await District.Official(Role.Administrator);

        var (back, _) = await District.Part<MakeDraft>().PutBack(new DefinitionVersion(Ladder, 1), administrator, Stop);
        var (same, _) = await District.Part<MakeDraft>().PutBack(new DefinitionVersion(Ladder, 2), administrator, Stop);
        var (none, problems) = await District.Part<MakeDraft>().PutBack(
            new DefinitionVersion(Ladder, 7), administrator, Stop);

        Assert.Equal("SU093", Assert.Single(await Publish(same!.Value, 2)).Code);
        Assert.Empty(await Publish(back!.Value, 2));
        Assert.Equal((3, null, "SU094"), ((await Newest(Ladder))!.Value.Version, none, problems[0].Code));
        Assert.Equal((await Version(1)).ContentHash(), (await Version(3)).ContentHash());
    }

    [Fact]
    public async Task A_restart_keeps_what_was_uploaded_and_offers_what_an_update_brings_once()
    {
        var root = System.IO.Directory.CreateTempSubdirectory("workflows-");
        try
        {
            foreach (var id in (string[])["reminder-ladder", "_shared"])
                Copy(RunningDistrict.Workflows(), root.FullName, id);
            Assert.Empty(await Publish(await Upload(await Changed(Reminder, "请按期办理", "请务必按期办理")), 1));
            var file = Path.Combine(root.FullName, "reminder-ladder", Reminder);

            await Restart(root.FullName);
            var unchanged = await Open();
            await File.AppendAllTextAsync(file, "\n随更新而来。\n", Stop);
            await Restart(root.FullName);
            var offered = Assert.Single(await Open());
            await Restart(root.FullName);
            var again = await Open();
            var refused = await District.Part<EndDraft>().Discard(
                offered.Id, await District.Official(Role.Administrator), Stop);
            await Restart(root.FullName);

            Assert.Empty(unchanged);
            Assert.Equal((PublishFolder.FromFolder, Ladder), (offered.By, offered.Definition));
            Assert.Equal([offered], again);
            Assert.Null(refused);
            Assert.Empty(await Open());
            Assert.Equal(2, (await Newest(Ladder))!.Value.Version);
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Only_an_administrator_uploads_publishes_puts_back_and_discards()
    {
        var zip = WorkflowArchive.Write(await Shipped(Ladder));
        var draft = await Upload(await Shipped(Ladder));
        var director = await District.Official(Role.OfficeDirector);
        var (make, end) = (District.Part<MakeDraft>(), District.Part<EndDraft>());

        string[] codes =
        [
            (await make.Run(new MakeDraft.Upload(director, "a.zip", zip), Stop)).Problems[0].Code,
            (await make.PutBack(new DefinitionVersion(Ladder, 1), director, Stop)).Problems[0].Code,
            (await end.Run(new EndDraft.Publish(director, draft, 1), Stop)).Problems[0].Code,
            (await end.Discard(draft, director, Stop))!.Code,
        ];

        Assert.Equal(["AU010", "AU010", "AU010", "AU010"], codes);
    }

    [Fact]
    public async Task Drafts_are_so_many_and_no_more()
    {
        var folder = await Shipped(Ladder);
        var made = 0;
        ImmutableArray<Problem> problems;
        while ((problems = (await Try(folder)).Problems).IsEmpty)
            made++;

        Assert.Equal((50, "SU090"), (made, Assert.Single(problems).Code));
    }

    private async Task<WorkflowFolder> Changed(string path, string before, string after)
    {
        var folder = await Shipped(Ladder);
        var text = Encoding.UTF8.GetString(folder.Files[path].Span);
        Assert.Contains(before, text, StringComparison.Ordinal);
        return folder with
        {
            Files = folder.Files.SetItem(
                path, Encoding.UTF8.GetBytes(text.Replace(before, after, StringComparison.Ordinal))),
        };
    }

    private Task<WorkflowFolder> Shipped(DefinitionId id) =>
        District.Db.InTransaction(async tx => (await PublishedVersions.Folder(
            tx, new DefinitionVersion(id, 1), Stop))!, Stop);

    private Task<WorkflowFolder> Version(int version) =>
        District.Db.InTransaction(async tx => (await PublishedVersions.Folder(
            tx, new DefinitionVersion(Ladder, version), Stop))!, Stop);

    private async Task<Guid> Upload(WorkflowFolder folder)
    {
        var (draft, problems) = await Try(folder);
        Assert.Empty(problems);
        return draft!.Value;
    }

    private async Task<(Guid? Draft, ImmutableArray<Problem> Problems)> Try(WorkflowFolder folder) =>
        await District.Part<MakeDraft>().Run(new MakeDraft.Upload(
            await District.Official(Role.Administrator), "流程.zip", WorkflowArchive.Write(folder)), Stop);

    private async Task<ImmutableArray<Problem>> Publish(Guid draft, int? against) =>
        (await District.Part<EndDraft>().Run(new EndDraft.Publish(
            await District.Official(Role.Administrator), draft, against), Stop)).Problems;

    private Task<DraftPreview?> Preview(Guid draft) =>
        District.Db.InTransaction(tx => District.Part<PreviewDraft>().Run(tx, draft, Stop), Stop);

    private Task<IReadOnlyList<Draft>> Open() =>
        District.Db.InTransaction(tx => PreviewDraft.Open(tx, Stop), Stop);

    private Task<DefinitionVersion?> Newest(DefinitionId id) =>
        District.Db.InTransaction(tx => District.Part<DefinitionStore>().Newest(tx, id, Stop), Stop);

    private async Task Restart(string folder) => await District.Part<PublishWorkflows>().Run(folder, Stop);

    private static void Copy(string from, string to, string id)
    {
        foreach (var file in System.IO.Directory.EnumerateFiles(
            Path.Combine(from, id), "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
