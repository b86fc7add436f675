using Microsoft.CodeAnalysis.CSharp.Syntax;
using Orchestrator.Architecture.Tests.Rules;

namespace Orchestrator.Architecture.Tests;

/// <summary>The sources keep the rules of CONTRIBUTING.md.</summary>
public sealed class SourceTests
{
    [Fact]
    public void A_file_holds_one_subject() => Finding.None(Repository.Sources.SelectMany(Sizes.Files));

    [Fact]
    public void A_function_fits_a_screen() => Finding.None(Repository.Sources.SelectMany(Sizes.Functions));

    [Fact]
    public void A_line_fits_beside_another() => Finding.None(
        Repository.Files(".cs", ".sql", ".sh", ".cshtml").SelectMany(path => Sizes.Lines(path, Repository.Text(path))));

    [Fact]
    public void A_migration_has_a_number_of_its_own() => Finding.None(Repository.Files(".sql")
        .Where(path => path.Contains("/Migrations/", StringComparison.Ordinal))
        .GroupBy(path => path[..(path.LastIndexOf('/') + 5)])
        .SelectMany(same => same.Skip(1).Select(path =>
            new Finding(path, 1, $"the number is that of {same.First()}; give it the next one"))));

    [Fact]
    public void A_function_takes_four_parameters_and_stop() =>
        Finding.None(Repository.Product.SelectMany(Sizes.ParameterLists));

    [Fact]
    public void A_class_depends_on_four_things() => Finding.None(Repository.Product.SelectMany(Sizes.Dependencies));

    [Fact]
    public void A_function_branches_three_levels_deep() => Finding.None(Repository.Sources.SelectMany(Sizes.Depths));

    [Fact]
    public void A_type_is_named_after_what_it_is() => Finding.None(Repository.Sources.SelectMany(Names.Types));

    [Fact]
    public void A_function_that_waits_does_not_say_so_in_its_name()
    {
        var ours = Repository.Sources.SelectMany(file => file.All<BaseTypeDeclarationSyntax>())
            .Select(type => type.Identifier.Text).ToHashSet();

        Finding.None(Repository.Sources.SelectMany(file => Names.Waits(file, ours)));
    }

    [Fact]
    public void There_are_no_regions() => Finding.None(Repository.Sources.SelectMany(Names.Regions));

    [Fact]
    public void The_product_never_asks_the_machine_for_the_time() =>
        Finding.None(Repository.Product.SelectMany(Habits.MachineClock));

    [Fact]
    public void A_test_does_not_sleep() => Finding.None(
        Repository.Sources.Where(file => Repository.IsTest(file.Path)).SelectMany(Habits.Sleeps));

    [Fact]
    public void Sql_stands_in_its_rooms() => Finding.None(Repository.Product.SelectMany(Habits.SqlOutsideItsRooms));

    [Fact]
    public void Every_log_message_has_a_number_of_its_own() =>
        Finding.None(LogNumbers.Twice(Repository.Product.SelectMany(LogNumbers.Of)));

    [Fact]
    public void A_log_number_says_where_it_comes_from() =>
        Finding.None(LogNumbers.OutOfRange(Repository.Product.SelectMany(LogNumbers.Of)));

    [Fact]
    public void No_log_message_is_written_without_a_number() =>
        Finding.None(Repository.Product.SelectMany(LogNumbers.Unnumbered));
}
