using Orchestrator.Engine;
using Orchestrator.Engine.Expressions;
using Orchestrator.Runtime.Scripting;

namespace Orchestrator.Runtime.Tests.Scripting;

public sealed class JavaScriptTests
{
    [Theory]
    [InlineData("getN() + 1", "8")]
    [InlineData("getVariable('N') * 1.5", "10.5")]
    [InlineData("variables.unit.name.length", "6")]
    [InlineData("getUnit().tags[1]", "\"b\"")]
    [InlineData("getInput('name') + getname() + getNone()", "\"bobbobnull\"")]
    [InlineData("getOutputFrom('later') === null && getResultFromLater() === null", "true")]
    [InlineData("return 5", "5")]
    [InlineData("(async () => (await Promise.resolve(4)) + 1)()", "5")]
    [InlineData("-0", "-0")]
    [InlineData("123456789012345680", "1.2345678901234568E+17")]
    [InlineData("TimeSpan.FromMinutes(1.5) + TimeSpan.Parse('1:2:3') + TimeSpan.Zero", "\"00:01:3001:02:0300:00:00\"")]
    [InlineData("DateTimeOffset.Parse('2030-01-02').getUTCDate()", "2")]
    [InlineData("DateTime.Today", "\"2026-03-09T16:00:00.0000000+00:00\"")]
    [InlineData("new DateTime(2026, 3, 10, 9, 30)", "\"2026-03-10T01:30:00.0000000+00:00\"")]
    [InlineData("DateTimeOffset.FromUnixTimeSeconds(86400).getUTCDate()", "2")]
    [InlineData("DateTimeOffset.FromUnixTimeMilliseconds(86400000) instanceof Date", "true")]
    [InlineData("Guid.Empty", "\"00000000-0000-0000-0000-000000000000\"")]
    [InlineData("Guid.NewGuid().length + getShortGuid().length > 36", "true")]
    [InlineData("toJson({ a: \"'<\" })", "\"{\\\"a\\\":\\\"\\\\u0027\\\\u003C\\\"}\"")]
    [InlineData("`[${getInput('missing')}]`", "\"[null]\"")]
    [InlineData("getOutputFrom('R') + getOutputFrom('R', 'Result') + getResultFromR()", "\"outoutout\"")]
    [InlineData("getLastResult()", "\"last\"")]
    [InlineData("getCorrelationId() + getWorkflowDefinitionVersion()", "\"c-13\"")]
    [InlineData("undefined", "null")]
    [InlineData("null", "null")]
    [InlineData("0/0", "null")]
    [InlineData("({ a: 1, b: undefined, f: () => 1, l: [1, 'x', null] })", """{"a":1,"l":[1,"x",null]}""")]
    [InlineData("new Date()", "\"2026-03-10T01:30:00.0000000+00:00\"")]
    [InlineData("new Date().getHours()", "9")]
    [InlineData("Date.now()", "1773106200000")]
    [InlineData("toJson({ a: ['喆'] })", "\"{\\\"a\\\":[\\\"喆\\\"]}\"")]
    [InlineData("bytesToString(bytesFromBase64(stringToBase64('喆𠮷'))) === '喆𠮷'", "true")]
    [InlineData("isNullOrWhiteSpace('  ') && isNullOrEmpty(null)", "true")]
    [InlineData("parseGuid('6F9619FF8B86D011B42D00CF4FC964FF')", "\"6f9619ff-8b86-d011-b42d-00cf4fc964ff\"")]
    public void A_script_sees_what_Elsa_shows_it(string script, string expected) =>
        Assert.Equal(expected, Asked.Json1(script));

    [Fact]
    public void What_a_script_changes_comes_back_and_is_seen_by_its_next_line()
    {
        var changes = Asked.Changes(
            "setVariable('N', getN() + 1); setN(variables.N + 1); variables.unit = '新'; variables.N = null; " +
            "variables.made = 1; setOutcomes(['一','二']); " +
            "setCorrelationId('c-2'); setWorkflowInstanceName('甲'); getN()");

        Assert.Equal("9", changes.Variables.Single(one => one.Key == "N").Value.GetRawText());
        Assert.Equal("新", changes.Variables.Single(one => one.Key == "unit").Value.GetString());
        Assert.Equal(["一", "二"], changes.Outcomes ?? []);
        Assert.Equal(("c-2", "甲"), (changes.CorrelationId, changes.InstanceName));
        Assert.Equal("1", changes.Variables.Single(one => one.Key == "made").Value.GetRawText());
        Assert.Empty(Asked.Changes("variables.unit.name").Variables);
    }

    [Fact]
    public void Chance_is_the_seed_and_nothing_else()
    {
        const string Script = "[Math.random(), Math['ran' + 'dom'](), newGuid(), newShortGuid()]";

        var first = Asked.Json1(Script);

        Assert.Equal(first, Asked.Json1(Script));
        var other = Scripts.Evaluate(Asked.Question("JavaScript", Script) with { Seed = 43 });
        Assert.NotEqual(first, Assert.IsType<Evaluation.Value>(other).Result.GetRawText());
    }

    [Theory]
    [InlineData("((", "RT202")]
    [InlineData("nope.nope", "RT203")]
    [InlineData("throw new Error('坏')", "RT203")]
    [InlineData("parseGuid('x')", "RT203")]
    [InlineData("bytesFromBase64('%')", "RT203")]
    [InlineData("var a = {}; a.a = a; a", "RT205")]
    [InlineData("JSON.parse('[')", "RT203")]
    [InlineData("getOutputFrom('nobody')", "RT203")]
    [InlineData("getName()", "RT203")]
    [InlineData("Promise.reject(new Error('坏'))", "RT203")]
    public void A_script_that_fails_is_a_value_with_a_code(string script, string code) =>
        Assert.Equal(code, Asked.Failure(script).Code);

    [Theory]
    [InlineData("while (true) {}")]
    [InlineData("for (;;) { variables }")]
    [InlineData("(function f() { return f() })()")]
    [InlineData("var a = []; while (true) a.push('x'.repeat(1000))")]
    [InlineData("var s = 'x'; while (true) s += s")]
    [InlineData("'x'.padEnd(5e8)")]
    [InlineData("'x'.repeat(1e9)")]
    [InlineData("new Array(1e9).fill(1)")]
    [InlineData("Array.from({ length: 1e8 })")]
    [InlineData("[].concat(...Array(1000).fill(Array(100000).fill(1)))")]
    [InlineData("/^(a+)+$/.test('a'.repeat(40) + '!')")]
    [InlineData("new RegExp('^(a+)+$').test('a'.repeat(40) + '!')")]
    [InlineData("JSON.parse('['.repeat(100000))")]
    [InlineData("System.IO.File.ReadAllText('/etc/passwd')")]
    [InlineData("importNamespace('System')")]
    [InlineData("getN.GetType().Assembly")]
    [InlineData("getN.constructor('return 1')()")]
    [InlineData("eval('1')")]
    [InlineData("Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)")]
    [InlineData("[1,2,3].sort(() => { while (true) {} })")]
    [InlineData("1n << 100000000n")]
    [InlineData("''.constructor.constructor('return this')()")]
    [InlineData("new (async () => {}).constructor('while (true) {}')()")]
    [InlineData("(async () => { while (true) await null })()")]
    [InlineData("new Promise(() => {})")]
    [InlineData("var o = {}; o.toString = () => { while (true) {} }; `${o}`")]
    [InlineData("new Proxy({}, { get: () => { while (true) {} } }).x")]
    public void What_would_hang_or_break_out_is_stopped(string script)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.StartsWith("RT20", Asked.Failure(script).Code, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 300_000_000);
    }

    [Fact]
    public void A_script_longer_than_the_limit_is_refused() =>
        Assert.Equal("RT204", Asked.Failure(new string(' ', ScriptLimits.Length) + "1").Code);

    [Fact]
    public void Every_failure_says_in_Chinese_what_to_do()
    {
        foreach (var script in (string[])["((", "nope", "while (true) {}", "var a = {}; a.a = a; a"])
            Assert.Contains("；请", Asked.Failure(script).Message, StringComparison.Ordinal);
    }
}
