using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Runtime.Mail;

/// <summary>Text and HTML as they are kept: together, because the HTML repeats the text, and so half as long.</summary>
internal sealed record MailBody(string Text, string Html)
{
    public byte[] Pack()
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest))
            JsonSerializer.Serialize(deflate, this, MailJson.Default.MailBody);
        return packed.ToArray();
    }

    public static MailBody Unpack(byte[] packed)
    {
        using var deflate = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
        return JsonSerializer.Deserialize(deflate, MailJson.Default.MailBody)
            ?? throw new JsonException("a mail's body is null");
    }
}

/// <summary>Everybody the headers of a mail show.</summary>
internal sealed record MailShown(MailParty[] To, MailParty[] Cc);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(MailBody))]
[JsonSerializable(typeof(MailShown))]
internal sealed partial class MailJson : JsonSerializerContext;
