using System.Globalization;
using ReleasePlanning.Language;

namespace ReleasePlanning.Web.Api;

/// <summary>Why something is so: a code that never changes and a sentence in the caller's language.</summary>
public sealed record SaidReason(string Code, string Text)
{
    public static SaidReason Of(Reason reason) => new(reason.Code, Texts.Of(reason, CultureInfo.CurrentUICulture));

    public static SaidReason? OfAny(Reason? reason) => reason is null ? null : Of(reason);
}

/// <summary>What somebody may do, and why or why not.</summary>
public sealed record Permission(bool Allowed, SaidReason Why)
{
    public static Permission Of(Reasoned<bool> may) => new(may.Value, SaidReason.Of(may.Why));
}
