using System.Globalization;
using Microsoft.AspNetCore.Components;
using NodaTime;
using ReleasePlanning.Language;

namespace ReleasePlanning.Web.Layout;

/// <summary>Anything on a page that says something, in the language of the page.</summary>
public abstract class Speaking : ComponentBase
{
    protected static CultureInfo Culture => CultureInfo.CurrentUICulture;
    protected static string Lang => Culture.TwoLetterISOLanguageName;

    protected static string T(string key, params object?[] args) => Texts.Of(key, Culture, args);
    protected static string Say(Reason reason) => Texts.Of(reason, Culture);
    protected static string Day(LocalDate? on) => on is { } day ? Texts.Date(day, Culture) : T("page.none");
    /// <summary>Between a name and what is said of it, as the language sets it.</summary>
    protected static string Colon => Lang == "fr" ? "\u00a0: " : ": ";
    protected static string NameOf<T1>(T1 choice) where T1 : struct, Enum => T("page." + typeof(T1).Name + "." + choice);
}
