using Orchestrator.Engine.Expressions;

namespace Orchestrator.Engine.Tests.Expressions;

public sealed class ConversionTests
{
    [Theory]
    [InlineData("\" 42 \"", "Int32", "42")]
    [InlineData("\"0x1F\"", "Int32", "31")]
    [InlineData("2.5", "Int32", "2")]
    [InlineData("3.5", "Int64", "4")]
    [InlineData("true", "Int32", "1")]
    [InlineData("true", "Double", "1")]
    [InlineData("\"1,000.5\"", "Decimal", "1000.5")]
    [InlineData("0", "Boolean", "false")]
    [InlineData("\" True \"", "Boolean", "true")]
    [InlineData("12.50", "String", "\"12.50\"")]
    [InlineData("true", "String", "\"True\"")]
    [InlineData("[ 1, { \"a\" : \"甲\" } ]", "String", "\"[1,{\\\"a\\\":\\\"甲\\\"}]\"")]
    [InlineData("\"[1,2]\"", "List<Int32>", "[1,2]")]
    [InlineData("\"x\"", "List<String>", "[\"x\"]")]
    [InlineData("\"甲乙\"", "ICollection<Object>", "[\"甲\",\"乙\"]")]
    [InlineData("\"{}\"", "ObjectDictionary", "{}")]
    [InlineData("\"[1]\"", "Object", "\"[1]\"")]
    [InlineData("\"2030-02-03\"", "DateTime", "\"2030-02-03T00:00:00.0000000\"")]
    [InlineData("\"2030-02-03\"", "DateTimeOffset", "\"2030-02-03T00:00:00.0000000+00:00\"")]
    [InlineData("\"1:02:03\"", "TimeSpan", "\"01:02:03\"")]
    [InlineData("\"\"", "Int32", "null")]
    [InlineData("null", "Int32", "null")]
    public void A_value_is_read_as_the_type_that_is_wanted(string value, string type, string expected)
    {
        Assert.True(Conversion.TryTo(Json.Parse(value), type, out var converted));
        Assert.Equal(expected, converted.GetRawText());
        Assert.True(Conversion.Fits(Json.Parse(value), type));
    }

    [Theory]
    [InlineData("\"abc\"", "Int32", "0")]
    [InlineData("\"1.5\"", "Int32", "0")]
    [InlineData("\"abc\"", "Int32?", "null")]
    [InlineData("{}", "Int32", "0")]
    [InlineData("\"yes\"", "Boolean", "false")]
    [InlineData("[]", "Boolean", "false")]
    [InlineData("\"x\"", "Double", "0")]
    [InlineData("\"x\"", "Guid", "\"00000000-0000-0000-0000-000000000000\"")]
    [InlineData("\"x\"", "ObjectDictionary", "null")]
    [InlineData("5", "List<Object>", "null")]
    [InlineData("[1,\"x\"]", "List<Int32>", "[1,0]")]
    public void What_cannot_be_read_is_the_nothing_of_its_type_as_in_Elsa(string value, string type, string expected)
    {
        Assert.True(Conversion.TryTo(Json.Parse(value), type, out var converted));
        Assert.Equal(expected, converted.GetRawText());
        Assert.False(Conversion.Fits(Json.Parse(value), type));
    }

    [Theory]
    [InlineData("3000000000", "Int32")]
    [InlineData("\"99999999999999999999\"", "Int64")]
    [InlineData("1e300", "Int32")]
    [InlineData("\"[1\"", "List<Int32>")]
    [InlineData("{}", "List<Object>")]
    [InlineData("\"{bad\"", "ObjectDictionary")]
    [InlineData("\"soon\"", "DateTimeOffset")]
    [InlineData("5", "TimeSpan")]
    public void What_means_nothing_at_all_is_no_value(string value, string type) =>
        Assert.False(Conversion.TryTo(Json.Parse(value), type, out _));
}
