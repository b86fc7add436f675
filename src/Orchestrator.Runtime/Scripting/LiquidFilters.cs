using System.Globalization;
using System.Text;
using System.Text.Json;
using Fluid;
using Fluid.Values;

namespace Orchestrator.Runtime.Scripting;

/// <summary>The two filters that Elsa adds to Liquid's own.</summary>
internal static class LiquidFilters
{
    public static void AddTo(FilterCollection filters)
    {
        filters.AddFilter("base64", static (input, _, context) =>
            ValueTask.FromResult(TextOf(input, context) is { } text
                ? new StringValue(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)))
                : (FluidValue)NilValue.Instance));
        filters.AddFilter("keys", static (input, _, context) => ValueTask.FromResult<FluidValue>(
            input.ToObjectValue() is IFluidIndexable members
                ? FluidValue.Create(members.Keys.ToArray(), context.Options)
                : throw new ArgumentException("keys: no object")));
    }

    private static string? TextOf(FluidValue input, TemplateContext context) => input.Type switch
    {
        FluidValues.Nil => null,
        FluidValues.Boolean => input.ToBooleanValue().ToString(),
        FluidValues.Number => input.ToNumberValue().ToString(CultureInfo.InvariantCulture),
        FluidValues.String => input.ToStringValue(),
        FluidValues.Array => JsonSerializer.Serialize(input.Enumerate(context).Select(one => one.ToObjectValue())),
        _ => JsonSerializer.Serialize(input.ToObjectValue()),
    };
}
