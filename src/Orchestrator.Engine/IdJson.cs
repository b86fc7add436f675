using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine;

/// <summary>Ids are stored as their bare value, also as the name of a member.</summary>
internal static class IdJson
{
    internal sealed class OfInstance : JsonConverter<InstanceId>
    {
        public override InstanceId Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            new(Guid.ParseExact(reader.GetString() ?? "", "N"));

        public override void Write(Utf8JsonWriter writer, InstanceId value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }

    internal sealed class OfDefinition : JsonConverter<DefinitionId>
    {
        public override DefinitionId Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            new(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, DefinitionId value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Value);
    }

    internal sealed class OfActivity : JsonConverter<ActivityId>
    {
        public override ActivityId Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            new(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, ActivityId value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Value);

        public override ActivityId ReadAsPropertyName(
            ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => new(reader.GetString() ?? "");

        public override void WriteAsPropertyName(
            Utf8JsonWriter writer, ActivityId value, JsonSerializerOptions options) =>
            writer.WritePropertyName(value.Value);
    }

    internal abstract class Numbered<T> : JsonConverter<T>
        where T : struct
    {
        public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            Of(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(Number(value));

        public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            Of(long.Parse(reader.GetString() ?? "", CultureInfo.InvariantCulture));

        public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WritePropertyName(Number(value).ToString(CultureInfo.InvariantCulture));

        protected abstract T Of(long number);

        protected abstract long Number(T value);
    }

    internal sealed class OfActivityInstance : Numbered<ActivityInstanceId>
    {
        protected override ActivityInstanceId Of(long number) => new(number);

        protected override long Number(ActivityInstanceId value) => value.Value;
    }

    internal sealed class OfBookmark : Numbered<BookmarkId>
    {
        protected override BookmarkId Of(long number) => new(number);

        protected override long Number(BookmarkId value) => value.Value;
    }

    internal sealed class OfEffect : Numbered<EffectId>
    {
        protected override EffectId Of(long number) => new(number);

        protected override long Number(EffectId value) => value.Value;
    }

    internal sealed class OfOrdinals : JsonConverter<Ordinals>
    {
        public override Ordinals Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            new([.. reader.GetBytesFromBase64()]);

        public override void Write(Utf8JsonWriter writer, Ordinals value, JsonSerializerOptions options) =>
            writer.WriteBase64StringValue(value.Bits.OrEmpty().AsSpan());
    }
}
