using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Orchestrator.Server.Composition;

/// <summary>
/// The console log as JSON, without the links of tasks: whoever holds one acts for a unit, and a log is read by many.
/// The framework names the path of a request in several places once its level is lowered, so the text itself is looked
/// at, and not the places.
/// </summary>
public static partial class LinklessConsole
{
    private const string FormatterName = "linkless-json";

    public static ILoggingBuilder AddLinklessConsole(this ILoggingBuilder logging) => logging
        .AddConsole(console => console.FormatterName = FormatterName)
        .AddConsoleFormatter<Formatter, JsonConsoleFormatterOptions>();

    /// <summary>The text without what stands behind /t/, and without whatever else is as long as a token.</summary>
    public static string Without(string text) => Token().Replace(Link().Replace(text, "/t/***"), "***");

    [GeneratedRegex("/t/[A-Za-z0-9_%+=-]{8,}", RegexOptions.IgnoreCase)]
    private static partial Regex Link();

    [GeneratedRegex("(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")]
    private static partial Regex Token();

    /// <summary>What the framework's own JSON formatter writes, looked through.</summary>
    private sealed class Formatter : ConsoleFormatter, IDisposable
    {
        private readonly ServiceProvider parts =
            new ServiceCollection().AddLogging(logging => logging.AddJsonConsole()).BuildServiceProvider();
        private readonly ConsoleFormatter json;

        public Formatter() : base(FormatterName) => json = parts.GetServices<ConsoleFormatter>()
            .Single(formatter => formatter.Name == ConsoleFormatterNames.Json);

        public override void Write<TState>(
            in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
        {
            using var written = new StringWriter();
            json.Write(logEntry, scopeProvider, written);
            textWriter.Write(Without(written.ToString()));
        }

        public void Dispose() => parts.Dispose();
    }
}
