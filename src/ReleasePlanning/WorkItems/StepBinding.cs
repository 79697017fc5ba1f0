using System.Collections.Immutable;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.WorkItems;

/// <summary>What a diagram says about a human step: the inputs of <c>ReleasePlanning.WorkItem</c>, read and given their types.</summary>
public sealed record StepBinding(
    string TitleEn, string TitleFr, string Role, string Site, string? Due, BasisKind Basis, string BasisEn, string BasisFr,
    string Form, ImmutableArray<string> Outcomes, string Ladder, bool Skippable, bool HardGate)
{
    /// <summary>Where the diagram does not say: what a law asks for, it asks for by that date.</summary>
    public DateForce DateForce { get; init; }

    public const string ActivityType = "ReleasePlanning.WorkItem";
    public static readonly ImmutableArray<string> Sites = ["releasing", "destination", "residence", "region"];
    /// <summary>True where the diagram leaves a site or a due rule to a variable of the run, as <c>${asked.house}</c>: known when the step opens.</summary>
    public static bool IsAsked(string? word) => word is not null && word.StartsWith("${", StringComparison.Ordinal) && word.EndsWith('}');
    private static readonly char[] Separators = [',', ';', ' '];

    public static StepBinding Of(FlowNode node, ActivityBinding binding)
    {
        var (basis, en, fr) = BasisOf(binding.Text("basis"));
        var hardGate = binding.Text("hardGate") == "true";
        return new StepBinding(
            binding.Text("name") ?? node.Names.In("en") ?? node.Id,
            binding.Text("nameFr") ?? node.Names.In("fr") ?? node.Id,
            binding.Text("role") ?? "", binding.Text("site") ?? "releasing", binding.Text("due"), basis, en, fr,
            binding.Text("form") ?? "", [.. (binding.Text("outcomes") ?? "done").Split(Separators, StringSplitOptions.RemoveEmptyEntries)],
            binding.Text("escalation") ?? "institution", !hardGate && binding.Text("skippable") != "false", hardGate)
        {
            DateForce = binding.Text("dateForce") switch
            {
                "law" => DateForce.Law,
                "law-if-practicable" => DateForce.LawIfPracticable,
                "default" => DateForce.Default,
                _ => basis == BasisKind.Law ? DateForce.Law : DateForce.Default,
            },
        };
    }

    /// <summary>"law: CCRA s.25(2) | LSCMLC par. 25(2)" into its kind and its source in both languages.</summary>
    private static (BasisKind Kind, string English, string French) BasisOf(string? text)
    {
        var parts = (text ?? "default").Split(':', 2, StringSplitOptions.TrimEntries);
        var kind = Enum.TryParse<BasisKind>(parts[0], true, out var k) ? k : BasisKind.Default;
        var sources = parts.Length < 2 ? [""] : parts[1].Split('|', StringSplitOptions.TrimEntries);
        return (kind, sources[0], sources.Length > 1 ? sources[1] : sources[0]);
    }
}
