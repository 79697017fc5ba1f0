using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using ReleasePlanning.Language;

namespace ReleasePlanning.Notifications;

/// <summary>Builds the two parts of a mail beside each other, so that they never say different things.</summary>
public sealed class MailLetter(CultureInfo culture, MailSettings settings)
{
    // accents are letters
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder text = new(), html = new();

    private string Language => culture.TwoLetterISOLanguageName;

    public void Paragraph(string says)
    {
        text.Append(says).Append("\n\n");
        html.Append("<p>").Append(Plain(says)).Append("</p>\n");
    }

    public void Heading(string says)
    {
        text.Append(says).Append('\n');
        html.Append("<h2>").Append(Plain(says)).Append("</h2>\n");
    }

    public void Fact(string name, string value)
    {
        text.Append(Texts.Of("mail.fact", culture, name, value)).Append("\n\n");
        html.Append("<p><strong>").Append(Plain(name)).Append("</strong><br>").Append(Plain(value)).Append("</p>\n");
    }

    public void List(IEnumerable<(string Says, string Path)> lines)
    {
        html.Append("<ul>\n");
        foreach (var (says, path) in lines)
        {
            text.Append("- ").Append(says).Append("\n  ").Append(settings.Link(Language, path)).Append('\n');
            html.Append("<li><a href=\"").Append(Plain(settings.Link(Language, path))).Append("\">").Append(Plain(says)).Append("</a></li>\n");
        }
        text.Append('\n');
        html.Append("</ul>\n");
    }

    public void Link(string says, string path)
    {
        var address = settings.Link(Language, path);
        text.Append(says).Append('\n').Append(address).Append("\n\n");
        html.Append("<p><a href=\"").Append(Plain(address)).Append("\">").Append(Plain(says)).Append("</a></p>\n");
    }

    /// <summary>Why this mail comes at all, how to have fewer, and one line in the other language.</summary>
    public void Foot(string path, bool urgent)
    {
        var other = Language == "fr" ? Texts.English : Texts.French;
        text.Append("--\n");
        html.Append("<hr>\n");
        Paragraph(Texts.Of(urgent ? "mail.foot.urgent" : "mail.foot", culture, settings.Link(Language, "notifications/settings")));
        var there = settings.Link(other.TwoLetterISOLanguageName, path);
        text.Append(Texts.Of("mail.other-language", other, there)).Append('\n');
        html.Append("<p lang=\"").Append(other.Name).Append("\">").Append(Plain(Texts.Of("mail.other-language", other, there))).Append("</p>\n");
    }

    public MailText Done(string subject) => new(subject, text.ToString(),
        $"<!DOCTYPE html>\n<html lang=\"{culture.Name}\"><head><meta charset=\"utf-8\"><title>{Plain(subject)}</title></head><body>\n{html}</body></html>\n");

    private static string Plain(string says) => Encoder.Encode(says);
}
