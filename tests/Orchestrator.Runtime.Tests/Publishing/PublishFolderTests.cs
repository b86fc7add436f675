using System.Text;
using Npgsql;
using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Testing;

namespace Orchestrator.Runtime.Tests.Publishing;

public sealed class PublishFolderTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly string Line = Drawn.Sequence(Drawn.Activity("say", "Elsa.WriteLine"));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_changed_file_is_a_new_version_and_equal_content_is_none()
    {
        var first = await database.Publish(Drawn.Folder("files", Line, ("forms/a.json", "{}")), Stop);
        var same = await database.Publish(Drawn.Folder("files", Line, ("forms/a.json", "{}")), Stop);
        var changed = await database.Publish(Drawn.Folder("files", Line, ("forms/a.json", "{ }")), Stop);

        Assert.Equal((1, true), (first.Version!.Value.Version, first.IsNew));
        Assert.Equal((1, false), (same.Version!.Value.Version, same.IsNew));
        Assert.Equal((2, true), (changed.Version!.Value.Version, changed.IsNew));
        Assert.Equal("{}", await File(first.Version.Value, "forms/a.json"));
        Assert.Equal("{ }", await File(changed.Version.Value, "forms/a.json"));
        Assert.Null(await File(changed.Version.Value, "forms/b.json"));
    }

    [Fact]
    public async Task A_folder_with_an_error_publishes_nothing()
    {
        var folder = Drawn.Folder("wrong", Line) with { Id = new DefinitionId("other") };

        var refused = await database.Publish(folder, Stop);
        var named = await database.Database.InTransaction(
            tx => new PublishFolder([new Objection()]).Run(tx, Drawn.Folder("wrong", Line), "test", Stop), Stop);

        Assert.Equal((null, "RT150"), (refused.Version, Assert.Single(refused.Problems).Code));
        Assert.Equal((null, "SU999"), (named.Version, Assert.Single(named.Problems).Code));
        Assert.Null(await database.Database.InTransaction(
            tx => new DefinitionStore().Newest(tx, new DefinitionId("wrong"), Stop), Stop));
    }

    [Fact]
    public async Task A_restart_keeps_what_a_person_published_and_says_when_the_folder_brings_something_else()
    {
        Task<Publication> By(string who, string text) => database.Database.InTransaction(tx => new PublishFolder([])
            .Run(tx, Drawn.Folder("kept", Line, ("forms/a.json", text)), who, Stop), Stop);
        await By(PublishFolder.FromFolder, "1");
        await By("person:1", "2");

        var restarted = await By(PublishFolder.FromFolder, "1");
        var updated = await By(PublishFolder.FromFolder, "3");
        var caughtUp = await By(PublishFolder.FromFolder, "2");

        Assert.Equal((2, false, false), (restarted.Version!.Value.Version, restarted.IsNew, restarted.IsHeld));
        Assert.Equal((2, false, true), (updated.Version!.Value.Version, updated.IsNew, updated.IsHeld));
        Assert.Equal((2, false, false), (caughtUp.Version!.Value.Version, caughtUp.IsNew, caughtUp.IsHeld));
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("带空格 的")]
    [InlineData("a/b")]
    public async Task An_id_that_cannot_stand_in_an_address_is_refused(string id)
    {
        var refused = await database.Publish(Drawn.Folder(id, Line), Stop);

        Assert.Equal((null, "RT163"), (refused.Version, Assert.Single(refused.Problems).Code));
    }

    [Fact]
    public async Task A_folder_without_shared_files_goes_with_those_of_its_own_version_else_of_the_last_published()
    {
        await database.Publish(Drawn.Folder("with-own", Line, ("_shared/mail/a.liquid", "own")), Stop);
        await database.Publish(Drawn.Folder("with-other", Line, ("_shared/mail/a.liquid", "last")), Stop);

        Task<WorkflowFolder> Completed(string id) => database.Database.InTransaction(
            tx => PublishedVersions.WithShared(tx, Drawn.Folder(id, Line), Stop), Stop);

        Assert.Equal("own", Text(await Completed("with-own")));
        Assert.Equal("last", Text(await Completed("brand-new")));

        static string Text(WorkflowFolder folder) =>
            Encoding.UTF8.GetString(folder.Files["_shared/mail/a.liquid"].Span);
    }

    [Fact]
    public async Task What_was_published_cannot_be_changed()
    {
        await database.Publish(Drawn.Folder("fixed", Line, ("mail/M-02.liquid", "好")), Stop);

        foreach (var table in new[] { "definition_version", "definition_file", "definition_content" })
        {
            await using var connection = new NpgsqlConnection(database.ConnectionString);
            await connection.OpenAsync(Stop);
            await using var delete = new NpgsqlCommand($"DELETE FROM orchestrator.{table}", connection);
            var refused = await Assert.ThrowsAsync<PostgresException>(() => delete.ExecuteNonQueryAsync(Stop));
            Assert.Contains("never changed", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_folder_brings_its_forms_mails_and_the_shared_ones_and_no_scrap()
    {
        var root = Directory.CreateTempSubdirectory("workflows").FullName;
        Write(root, "one/workflow.json", Drawn.Json("one", Line));
        Write(root, "one/README.md", "read me");
        Write(root, "one/forms/a.json", "{}");
        Write(root, "one/documents/~$letter.docx", "open in an editor");
        Write(root, "_shared/mail/layout.liquid", "{{ body }}");

        var folder = Assert.Single(WorkflowFolder.ReadAll(root));

        Assert.Equal(["_shared/mail/layout.liquid", "forms/a.json"], folder.Files.Keys);
        Directory.Delete(root, recursive: true);
    }

    private async Task<string?> File(DefinitionVersion version, string path) =>
        await database.Database.InTransaction(tx => new DefinitionStore().ReadFile(tx, version, path, Stop), Stop)
            is { } content ? Encoding.UTF8.GetString(content.Span) : null;

    private static void Write(string root, string path, string text)
    {
        var file = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        System.IO.File.WriteAllText(file, text);
    }

    private sealed class Objection : IFolderCheck
    {
        public IEnumerable<Problem> Check(WorkflowFolder folder, WorkflowDefinition definition) =>
            [new Problem("SU" + "999", folder.Id.Value, "no")];
    }
}
