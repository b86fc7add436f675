using System.Collections.Concurrent;
using Orchestrator.Testing;

namespace Orchestrator.Server.Tests.Commands;

/// <summary>An empty live database becomes an office: its own files, its administrator, its first sign-in.</summary>
public sealed class BringDistrictTests : IAsyncLifetime, IDisposable
{
    private static readonly string sample = Programs.Repository("src/Orchestrator.Supervision/SampleDistrict");
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("orchestrator-district-");
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("orchestrator-live-data-");
    private TestDatabase? database;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => database = await TestDatabase.Create();

    public ValueTask DisposeAsync() => database!.DisposeAsync();

    public void Dispose()
    {
        folder.Delete(recursive: true);
        data.Delete(recursive: true);
    }

    [Fact]
    public async Task A_live_database_takes_a_district_once_and_lets_its_administrator_in()
    {
        foreach (var file in Directory.GetFiles(sample))
            File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));

        var (code, said, _) = await Import();

        Assert.Equal(0, code);
        var password = said.TrimEnd().Split('\n')[^1];
        Assert.Contains("administrator: administrator@gov.yunze.example.test", said, StringComparison.Ordinal);
        using var server = Programs.Start(["serve", "--port", "0", "--data", data.FullName],
            ("ConnectionStrings__Orchestrator", database!.ConnectionString));
        var address = await Programs.Listening(server, new ConcurrentQueue<string>());
        using var http = new HttpClient { BaseAddress = new Uri(address!) };
        using var signedIn = await http.PostAsync(
            "/api/v1/tokens",
            System.Net.Http.Json.JsonContent.Create(new { email = LiveServer.Administrator, password }), Stop);
        Assert.Equal(200, (int)signedIn.StatusCode);
        await Programs.End(server);

        var (again, _, complaint) = await Import();
        Assert.Equal(1, again);
        Assert.Contains("SU002", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_do_not_fit_together_are_named_and_nothing_is_imported()
    {
        foreach (var file in Directory.GetFiles(sample, "*.csv"))
        {
            var text = await File.ReadAllTextAsync(file, Stop);
            var name = Path.GetFileName(file);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), name switch
            {
                "organs.csv" => "organ,unit_code\nGovernment,O00\nGovernmentOffice,X03\n",
                "posts.csv" => text.Replace("Administrator", "CaseOfficer", StringComparison.Ordinal),
                "signs.csv" => text.Replace("云教督办", "云教督意", StringComparison.Ordinal),
                _ => text,
            }, Stop);
        }

        var (code, _, complaint) = await Import();

        Assert.Equal(1, code);
        foreach (var sentence in new[]
        {
            "organs.csv:1: “GovernmentOversight”应恰好有一行，实有0行", "引用的单位“X03”不在units.csv中",
            "posts.csv:1: 至少应有一名系统管理员", "“云教督意”出现了两次", "没有导入任何内容",
        })
            Assert.Contains(sentence, complaint, StringComparison.Ordinal);
        Assert.Equal(0, await database!.Database.InTransaction(tx => tx.QueryOne(
            $"SELECT count(*) FROM supervision.unit", row => row.GetInt64(0), Stop), Stop));
    }

    [Fact]
    public async Task A_missing_file_and_a_missing_folder_are_named_and_nothing_else()
    {
        foreach (var file in Directory.GetFiles(sample, "*.csv").Where(one => Path.GetFileName(one) != "organs.csv"))
            File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));

        var (code, _, complaint) = await Import();
        Assert.Equal((1, "SU001 organs.csv: 缺少文件organs.csv。"), (code, complaint.Split('\n')[0]));
        Assert.Equal(2, complaint.TrimEnd().Split('\n').Length);

        folder.Delete(recursive: true);
        (code, _, complaint) = await Import();
        folder.Create();
        Assert.Equal(2, code);
        Assert.Contains($"“{folder.FullName}”期望是本区数据的目录", complaint, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Said, string Complaint)> Import()
    {
        using var import = Programs.Start(["import-district", folder.FullName, "--data", data.FullName],
            ("ConnectionStrings__Orchestrator", database!.ConnectionString));
        var said = import.StandardOutput.ReadToEndAsync(Stop);
        var complaint = await import.StandardError.ReadToEndAsync(Stop);
        await import.WaitForExitAsync(Stop);
        return (import.ExitCode, await said, complaint);
    }
}
