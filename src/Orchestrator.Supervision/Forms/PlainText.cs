namespace Orchestrator.Supervision.Forms;

/// <summary>What may be written into any field: characters that are shown, and that can be kept.</summary>
public static class PlainText
{
    /// <summary>Tabs and line breaks are text; other control characters and halves of a pair are not.</summary>
    public static bool Is(string text) => PlaceOfOther(text) is null;

    /// <summary>Where the first character stands that is no text, counted from one; null where all are.</summary>
    public static int? PlaceOfOther(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsSurrogatePair(text, at))
                at++;
            else if (char.IsSurrogate(text[at]) || char.IsControl(text[at]) && text[at] is not ('\t' or '\n' or '\r'))
                return at + 1;
        }

        return null;
    }
}
