using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Server.Portal;

namespace Orchestrator.Server.Tests.Portal;

/// <summary>Who may see which page, and who may post to it: every handler of every page, tried by everybody.</summary>
public sealed partial class PageRightsTests(PortalCase portal) : IClassFixture<PortalCase>
{
    /// <summary>Columns (docs/glossary.md): A1 chair; A2 deputy, 总督学; A3 director; A4 officer; A5 inspector of the
    /// team, of none; A8 the school's department, another; A12 administrator; A13 a system's key; nobody. + seen or
    /// taken, - refused.</summary>
    private const string Table =
        """
        GET  /                                         + + + + + + + + + + - -
        GET  /signing                                  + + + + + + + + + + - -
        GET  /tasks/{id:guid}                          - - - + - - - - - - - -
        POST /tasks/{id:guid}                          - - - + - - - - - - - -
        GET  /campaigns                                + + + + + + + + + + - -
        GET  /campaigns/{id:guid}                      + + + + + + - + - + - -
        GET  /campaigns/new                            - - - + + - - - - - - -
        POST /campaigns/new                            - - - + + - - - - - - -
        GET  /campaigns/{id:guid}/team                 - - - + - - - - - - - -
        POST /campaigns/{id:guid}/team                 - - - + - - - - - - - -
        GET  /campaigns/{id:guid}/withdraw             - - - + - - - - - - - -
        POST /campaigns/{id:guid}/withdraw             - - - + - - - - - - - -
        GET  /cases/{id:guid}                          + + + + + + - + - + - -
        GET  /cases/{id:guid}/files/{file:guid}        + + + + + + - + - + - -
        GET  /cases/{id:guid}/interview                - - - + - - - - - - - -
        POST /cases/{id:guid}/interview                - - - + - - - - - - - -
        GET  /receipts/{task:guid}                     - - - + + - - - - - - -
        POST /receipts/{task:guid}                     - - - + + - - - - - - -
        GET  /items                                    + + + + + + + + + + - -
        GET  /items/{id:guid}                          + + + + + + - + - + - -
        GET  /items/{id:guid}/extension                + + + + + + - + - + - -
        POST /items/{id:guid}/extension                - - - + + - - - - - - -
        GET  /items/{id:guid}/drop                     - - - + - - - - - - - -
        POST /items/{id:guid}/drop                     - - - + - - - - - - - -
        GET  /orders                                   + + + + + + + + + + - -
        GET  /orders/{id:guid}                         + + + + + + - + - + - -
        GET  /orders/{id:guid}/receipt                 + + + + + + - + - + - -
        GET  /orders/{id:guid}/closure                 + + + + + + - + - + - -
        GET  /orders/{id:guid}/withdraw                - - - + - - - - - - - -
        POST /orders/{id:guid}/withdraw                - - - + - - - - - - - -
        GET  /overdue                                  + + + + + + + + + + - -
        GET  /departments                              + + + + + - - + + + - -
        GET  /departments/{code}                       + + + + + - - + - + - -
        GET  /tracking-reports/{id:guid}               + + + + + - - + - + - -
        GET  /tracking-reports/{id:guid}?handler=File  + + + + + - - + - + - -
        GET  /documents/{id:guid}                      + + + + + + - + - + - -
        GET  /documents/{id:guid}?handler=Word         + + + + + + - + - + - -
        GET  /documents/{id:guid}?handler=Pdf          + + + + + + - + - + - -
        POST /documents/{id:guid}                      - - - - - - - - - + - -
        GET  /units                                    + + + + + + + + + + - -
        GET  /units/{code}                             + + + + + + - + - + - -
        POST /units/{code}                             - - - + + - - - - + - -
        GET  /deadlines                                + + + + + + + + + + - -
        GET  /calendar                                 + + + + + + + + + + - -
        GET  /calendar?handler=Table                   + + + + + + + + + + - -
        GET  /calendar/import                          - - - - - - - - - + - -
        POST /calendar/import?handler=Preview          - - - - - - - - - + - -
        POST /calendar/import?handler=Import           - - - - - - - - - + - -
        GET  /timers                                   + + + + + + + + + + - -
        POST /timers                                   - - - + - - - - - + - -
        POST /timers?handler=Make                      - - - + - - - - - + - -
        GET  /audit                                    + + + + + - - - - + - -
        GET  /mails                                    + + + + + - - - - + - -
        POST /mails                                    - - - + + - - - - + - -
        GET  /incoming-mails                           + + + + + - - - - + - -
        GET  /incoming-mails/{id:guid}                 + + + + + - - - - + - -
        GET  /mailbox                                  - - - - - - - - - + - -
        GET  /mailbox/{id:guid}                        - - - - - - - - - + - -
        GET  /incidents                                - - - - - - - - - + - -
        POST /incidents                                - - - - - - - - - + - -
        GET  /users                                    - - - - - - - - - + - -
        POST /users                                    - - - - - - - - - + - -
        GET  /posts                                    - - - - - - - - - + - -
        POST /posts                                    - - - - - - - - - + - -
        POST /posts?handler=End                        - - - - - - - - - + - -
        GET  /duty                                     + + + + + + + + + + - -
        POST /duty?handler=Absence                     + + + + + + + + + + - -
        POST /duty?handler=Return                      + + + + + + + + + + - -
        POST /duty?handler=Officer                     - - - + - - - - - - - -
        POST /duty?handler=HandOver                    + + + + + + + + + + - -
        GET  /password                                 + + + + + + + + + + - -
        POST /password                                 + + + + + + + + + + - -
        GET  /api-keys                                 - - - - - - - - - + - -
        GET  /api-keys?handler=Log                     - - - - - - - - - + - -
        POST /api-keys                                 - - - - - - - - - + - -
        POST /api-keys?handler=Revoke                  - - - - - - - - - + - -
        GET  /workflows                                - - - - - - - - - + - -
        POST /workflows                                - - - - - - - - - + - -
        GET  /workflows/{id}                           - - - - - - - - - + - -
        GET  /workflows/{id}?handler=Zip               - - - - - - - - - + - -
        POST /workflows/{id}                           - - - - - - - - - + - -
        GET  /workflow-drafts/{id:guid}                - - - - - - - - - + - -
        GET  /workflow-drafts/{id:guid}?handler=Zip    - - - - - - - - - + - -
        POST /workflow-drafts/{id:guid}                - - - - - - - - - + - -
        GET  /number-series                            - - - + - - - - - + - -
        POST /number-series                            - - - + - - - - - + - -
        GET  /clock                                    - - - - - - - - - + - -
        POST /clock                                    - - - - - - - - - + - -
        GET  /training-mail                            - - - - - - - - - + - -
        POST /training-mail                            - - - - - - - - - + - -
        POST /training-mail?handler=Remove             - - - - - - - - - + - -
        GET  /sign-in                                  + + + + + + + + + + + +
        POST /sign-in                                  + + + + + + + + + + + +
        POST /sign-out                                 + + + + + + + + + + + +
        GET  /invitation/{token}                       + + + + + + + + + + + +
        POST /invitation/{token}                       + + + + + + + + + + + +
        GET  /error/{code:int}                         + + + + + + + + + + + +
        POST /error/{code:int}                         + + + + + + + + + + + +
        GET  /t/{token}/{handler?}                     + + + + + + + + + + + +
        GET  /t/{token}/{handler?}?handler=Document    + + + + + + + + + + + +
        GET  /t/{token}/{handler?}?handler=File        + + + + + + + + + + + +
        GET  /t/{token}/{handler?}?handler=Pdf         + + + + + + + + + + + +
        POST /t/{token}/{handler?}                     + + + + + + + + + + + +
        GET  /t/{token}/extension                      + + + + + + + + + + + +
        POST /t/{token}/extension                      + + + + + + + + + + + +
        """;

    public static TheoryData<string, string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string, string>();
            foreach (var row in Table.Split('\n'))
            {
                if (row.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var method, var page, .. var marks])
                    rows.Add(method, page, string.Concat(marks).Trim());
            }

            return rows;
        }
    }

    [Fact]
    public async Task Every_handler_of_every_page_has_its_row_here_and_none_is_left_over() => Assert.Equal(
        (await Handlers()).Order(StringComparer.Ordinal),
        Rows.Select(row => $"{row.Data.Item1} {row.Data.Item2}").Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Only_those_of_its_row_see_a_page_or_post_to_it(string method, string page, string marks)
    {
        var path = portal.At(page);

        var answers = new List<Answer>();
        foreach (var person in portal.People)
            answers.Add(await (method == "GET" ? person.Get(path) : person.Post(path)));

        Assert.Equal(marks, string.Concat(answers.Select(answer => IsRefused(answer) ? '-' : '+')));
        Assert.Equal([], answers.Where(answer => answer.Status is 400 or >= 500).Select(answer => answer.Text));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Text_that_cannot_be_kept_is_refused_with_a_sentence_by_every_page(
        string method, string page, string marks)
    {
        var (path, person) = (portal.At(page), portal.People[marks.IndexOf('+', StringComparison.Ordinal)]);

        Answer[] answers = method == "GET"
            ? [await person.Get(path + "&q=a%00b")]
            : [await person.Post(path, ("note", "a\0b")), await person.PostPart(path, "note", "a\u0001b")];

        Assert.All(answers, answer => Assert.Equal(
            (400, "AP001"), (answer.Status, SaidCode().Match(answer.Text).Groups[1].Value)));
        Assert.Contains("第2个字符不能显示", answers[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_menu_leads_to_what_somebody_may_see_and_to_nothing_else()
    {
        foreach (var (person, column) in portal.People.Take(10).Select((person, column) => (person, column)))
        {
            var shown = MenuEntry().Matches((await person.Get("/")).Text).Select(link => link.Groups[1].Value);

            Assert.Equal(
                Menu.Groups.SelectMany(group => group.Pages).Select(page => page.Href).Where(href => Rows.Single(
                    row => row.Data.Item1 == "GET" && row.Data.Item2 == href).Data.Item3[column] == '+'), shown);
        }
    }

    [Fact]
    public async Task The_notice_of_a_campaign_is_read_by_the_department_that_gets_it_in_copy_and_by_no_other()
    {
        var answers = new List<Answer>();
        foreach (var person in portal.People)
            answers.Add(await person.Get($"/documents/{portal.Notice}"));

        Assert.Equal("++++++-+-+--", string.Concat(answers.Select(answer => IsRefused(answer) ? '-' : '+')));
    }

    [Fact]
    public async Task An_order_has_a_receipt_to_print_once_it_is_signed_for_and_a_closure_once_it_has_ended()
    {
        var director = portal.People[3];

        var receipt = await director.Get(portal.At("/orders/{id:guid}/receipt"));
        var closure = await director.Get(portal.At("/orders/{id:guid}/closure"));

        Assert.Contains("2026-05-06，通过办理链接签收，签收人，2026-05-06 10:00", receipt.Text, StringComparison.Ordinal);
        Assert.Contains("（推算：收到2026-05-06 ", receipt.Text, StringComparison.Ordinal);
        Assert.Contains("2026-05-14，办结（自签收次日起第8日）", closure.Text, StringComparison.Ordinal);
        Assert.Contains("所列督办事项已全部解决", closure.Text, StringComparison.Ordinal);
        Assert.Equal(404, (await director.Get($"/orders/{portal.Order}/receipt")).Status);
        Assert.Equal(404, (await director.Get($"/orders/{portal.Order}/closure")).Status);
    }

    /// <summary>By its status, by the way to the sign-in, or by a sentence of the use case on a page that is seen.
    /// </summary>
    private static bool IsRefused(Answer answer) => answer.Status is 403 or 404
        || (answer.Location ?? "").Contains("/sign-in?ReturnUrl", StringComparison.Ordinal)
        || (answer.Location ?? "").StartsWith("/error/403", StringComparison.Ordinal)
        || answer.Text.Contains("（AU010）", StringComparison.Ordinal);

    /// <summary>What the program itself would answer: the endpoints that it maps.</summary>
    private static async Task<IReadOnlyList<string>> Handlers()
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { ApplicationName = typeof(PortalParts).Assembly.GetName().Name });
        builder.Services.AddPortal();
        await using var app = builder.Build();
        app.MapPortal();
        var loader = app.Services.GetRequiredService<PageLoader>();
        var handlers = new List<string>();
        foreach (var endpoint in ((IEndpointRouteBuilder)app).DataSources
            .SelectMany(source => source.Endpoints).OfType<RouteEndpoint>())
        {
            var page = await loader.LoadAsync(
                endpoint.Metadata.GetRequiredMetadata<PageActionDescriptor>(), endpoint.Metadata);
            handlers.AddRange(page.HandlerMethods.Select(handler => $"{handler.HttpMethod.ToUpperInvariant()} /"
                + $"{endpoint.RoutePattern.RawText}{(handler.Name is null ? "" : "?handler=" + handler.Name)}"));
        }

        return handlers;
    }

    [GeneratedRegex("代码 (\\w+)")]
    private static partial Regex SaidCode();

    [GeneratedRegex("<li><a href=\"([^\"]+)\"")]
    private static partial Regex MenuEntry();
}
