using System.Collections.Immutable;
using System.Globalization;

namespace ReleasePlanning.Bpmn.Timing;

/// <summary>What a due rule counts from.</summary>
public enum DueAnchor
{
    /// <summary>R: planned release day.</summary>
    Release,
    /// <summary>E: entitlement date.</summary>
    Entitlement,
    /// <summary>H: hearing or review.</summary>
    Hearing,
    /// <summary>D: decision.</summary>
    Decision,
    /// <summary>S: the moment the step opened.</summary>
    StepOpened,
    /// <summary>A: expected arrival.</summary>
    Arrival
}

/// <summary>What a due rule counts in.</summary>
public enum DueUnit
{
    /// <summary>D: calendar days.</summary>
    Days,
    /// <summary>W: federal working days of the site's province.</summary>
    WorkingDays,
    /// <summary>h: hours.</summary>
    Hours,
    /// <summary>m: minutes.</summary>
    Minutes,
    /// <summary>M: calendar months (Interpretation Act s.28).</summary>
    Months,
    /// <summary>C: clear days, "at least so many days between": both ends are left out (Interpretation Act s.27(1)).</summary>
    ClearDays,
    /// <summary>P: days on which provincial and municipal services of the site's province are open.</summary>
    ProvincialDays
}

/// <summary>A due date as a rule. Written <c>R</c>, <c>R-5W</c>, <c>H-28D</c>, <c>S+2h</c>, <c>A+60m</c>, <c>E-6M</c>, <c>R-14C</c>;
/// <c>earlier(R-60D, H-28D)</c>; <c>R-21D not before S+1W</c>. Closed hierarchy.</summary>
public abstract record DueRule
{
    /// <summary>The longest text that is read.</summary>
    public const int LongestText = 120;

    private protected DueRule()
    {
    }

    /// <summary>Anchor, signed offset, unit.</summary>
    /// <param name="Offset">Negative is before the anchor.</param>
    public sealed record Counted(DueAnchor Anchor, int Offset, DueUnit Unit) : DueRule
    {
        /// <inheritdoc/>
        public override IEnumerable<DueAnchor> Anchors => [Anchor];

        /// <inheritdoc/>
        public override string ToString() => Offset == 0 && Unit == DueUnit.Days
            ? ReadDueRule.AnchorLetters[(int)Anchor].ToString()
            : string.Create(CultureInfo.InvariantCulture, $"{ReadDueRule.AnchorLetters[(int)Anchor]}{Offset:+0;-0;+0}{ReadDueRule.UnitLetters[(int)Unit]}");
    }

    /// <summary>Whichever of several rules falls first. One whose anchor is not known yet does not count until it is.</summary>
    public sealed record Earlier(ImmutableArray<DueRule> Rules) : DueRule
    {
        /// <inheritdoc/>
        public override IEnumerable<DueAnchor> Anchors => Rules.SelectMany(r => r.Anchors).Distinct();

        /// <inheritdoc/>
        public bool Equals(Earlier? other) => other is not null && Rules.SequenceEqual(other.Rules);

        /// <inheritdoc/>
        public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

        /// <inheritdoc/>
        public override string ToString() => $"earlier({string.Join(", ", Rules)})";
    }

    /// <summary>A rule, but never before another falls.</summary>
    public sealed record NotBefore(DueRule Rule, DueRule Floor) : DueRule
    {
        /// <inheritdoc/>
        public override IEnumerable<DueAnchor> Anchors => Rule.Anchors.Concat(Floor.Anchors).Distinct();

        /// <inheritdoc/>
        public override string ToString() => $"{Rule} not before {Floor}";
    }

    /// <summary>What it counts from, each once.</summary>
    public abstract IEnumerable<DueAnchor> Anchors { get; }

    /// <summary>True when it cannot be worked out before the step opens: some of it counts from there.</summary>
    public bool NeedsOpening => Anchors.Contains(DueAnchor.StepOpened);

    /// <summary>A simple rule.</summary>
    public static DueRule Of(DueAnchor anchor, int offset, DueUnit unit) => new Counted(anchor, offset, unit);

    /// <summary>Reads the notation; false when the text is not a due rule. Case matters: <c>M</c> is months, <c>m</c> minutes.</summary>
    public static bool TryParse(string text, out DueRule rule)
    {
        var read = ReadDueRule.From(text);
        rule = read.Rule ?? new Counted(DueAnchor.Release, 0, DueUnit.Days);
        return read.Rule is not null;
    }
}
