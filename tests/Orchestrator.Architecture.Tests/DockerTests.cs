using System.Diagnostics;

namespace Orchestrator.Architecture.Tests;

/// <summary>No container engine runs here: the files are read by those who would read them first.</summary>
public sealed class DockerTests
{
    private const string Linter = "tools/docker/node_modules/dockerfilelint/bin/dockerfilelint";

    [Theory]
    [InlineData("docker/compose.yaml")]
    [InlineData("docker/compose.production.yaml")]
    public async Task A_compose_file_is_understood(string file)
    {
        Assert.SkipUnless(OnPath("docker-compose"), "docker-compose is missing; root on Debian gets it by test.sh");

        var (code, output) = await Run("docker-compose", "-f", file, "config", "-q");

        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task A_production_file_without_its_secrets_is_refused()
    {
        Assert.SkipUnless(OnPath("docker-compose"), "docker-compose is missing; root on Debian gets it by test.sh");

        var (code, output) = await Run("env", "-u", "DATABASE_PASSWORD", "docker-compose", "-f",
            "docker/compose.production.yaml", "config", "-q");

        Assert.NotEqual(0, code);
        Assert.Contains("DATABASE_PASSWORD", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_Dockerfile_has_no_finding()
    {
        Assert.SkipUnless(
            File.Exists(Path.Combine(Repository.Root, Linter)) && OnPath("node"), "the linter is brought by test.sh");

        var (code, output) = await Run("node", Linter, "docker/Dockerfile");

        Assert.True(code == 0 && output.Contains("None found", StringComparison.Ordinal), output);
    }

    [Fact]
    public void The_image_does_not_run_as_root() =>
        Assert.Matches(@"\nUSER orchestrator\n", Repository.Text("docker/Dockerfile"));

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Any(folder => File.Exists(Path.Combine(folder, program)));

    private static async Task<(int Code, string Output)> Run(string program, params string[] words)
    {
        var start = new ProcessStartInfo(program, words)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var secret in (string[])
            ["DATABASE_PASSWORD", "PUBLIC_URL", "LINK_KEY", "MAIL_HOST", "MAIL_USER", "MAIL_PASSWORD", "MAIL_FROM"])
            start.Environment[secret] = "given";
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output + await errors);
    }
}
