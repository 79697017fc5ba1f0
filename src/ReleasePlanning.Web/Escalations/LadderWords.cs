using System.Globalization;
using ReleasePlanning.Language;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Web.Escalations;

/// <summary>Rungs said for people: "2 working days before due", "Area Director, the parole office at the destination".</summary>
public static class LadderWords
{
    public static string Moment(LadderOffset offset, CultureInfo culture)
    {
        if (offset.IsAtDue) { return Texts.Of("ladder.at-due", culture); }
        if (offset.Unit == LadderUnit.Percent) { return Texts.Of("ladder.percent", culture, offset.Amount); }
        return Texts.Of(offset.IsBefore ? "ladder.before-due" : "ladder.after-due", culture, Length(offset, culture));
    }

    /// <summary>"2 working days".</summary>
    public static string Length(LadderOffset offset, CultureInfo culture)
    {
        var count = Math.Abs(offset.Amount);
        return Texts.Of($"ladder.length.{offset.Unit}{(count == 1 ? ".one" : "")}", culture, count);
    }

    public static string Position(LadderPosition position, CultureInfo culture) =>
        position.IsOwner ? Texts.Of("ladder.owner", culture) : $"{Texts.Of("role." + position.Role, culture)}, {Texts.Of("site-word." + position.At, culture)}";

    /// <summary>A role as replay counts it.</summary>
    public static string Role(string role, CultureInfo culture) => Texts.Of(role == LadderPosition.OwnerRole ? "ladder.owner" : "role." + role, culture);

    public static string Comment(string comment, CultureInfo culture) => comment.StartsWith('@') ? Texts.Of(comment[1..], culture) : comment;
}
