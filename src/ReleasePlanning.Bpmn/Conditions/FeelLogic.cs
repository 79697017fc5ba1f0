namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>Three-valued logic (DMN 1.5 table 48): null is "cannot tell".</summary>
internal static class FeelLogic
{
    public static bool? And(bool? a, bool? b) => a is false || b is false ? false : a is true && b is true ? true : null;

    public static bool? Or(bool? a, bool? b) => a is true || b is true ? true : a is false && b is false ? false : null;
}
