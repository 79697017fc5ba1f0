using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Timing;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>One sentence in both languages.</summary>
internal readonly record struct Sentence(string English, string French);

/// <summary>A token cannot go on, for a reason a person must see.</summary>
internal sealed class CannotGoOnException(string english, string french) : Exception(english)
{
    internal Sentence Sentence { get; } = new(english, french);
}

/// <summary>What went wrong with an expression or timer, as a sentence in both languages.</summary>
internal static class Sentences
{
    internal static bool IsAboutDiagram(Exception e) => e is CannotGoOnException or FeelException or IsoTimerException;

    internal static Sentence Of(Exception e) => e switch
    {
        CannotGoOnException c => c.Sentence,
        FeelException f => new(f.Message, French(f)),
        IsoTimerException t => new(t.Message, French(t)),
        _ => new(e.Message, e.Message)
    };

    private static string French(FeelException e) => e.Code switch
    {
        "feel.argument-count" => $"La fonction {e.Detail} ne prend pas ce nombre d’arguments.",
        "feel.argument-kind" => $"La fonction {e.Detail} exige un nom ou un chemin.",
        "feel.argument-names" => $"La fonction {e.Detail} n’a pas de paramètres de ces noms.",
        "feel.bad-escape" => $"{e.Detail} n’est pas une séquence d’échappement.",
        "feel.bad-temporal" => $"{e.Detail} ne donne ni date, ni heure, ni durée.",
        "feel.duplicate-key" => $"La clé {e.Detail} figure deux fois.",
        "feel.expected" => $"« {e.Detail} » était attendu.",
        "feel.external" => "Les fonctions externes ne sont pas appelées.",
        "feel.no-calendar" => "Il n’y a pas ici de calendrier des jours ouvrables.",
        "feel.no-methods" => "Les valeurs n’ont pas de méthodes.",
        "feel.number-too-large" => "Le nombre est trop grand.",
        "feel.open-comment" => "Le commentaire n’est pas fermé.",
        "feel.open-text" => "Le texte n’a pas de guillemet fermant.",
        "feel.slow-pattern" => $"L’expression régulière « {e.Detail} » prend trop de temps.",
        "feel.too-deep" => $"L’expression est imbriquée sur plus de {FeelExpression.MaxDepth} niveaux.",
        "feel.too-large" => $"La valeur compte plus de {FeelValue.MaxParts} éléments.",
        "feel.too-long" => $"L’expression compte plus de {FeelExpression.MaxLength} caractères.",
        "feel.too-many-steps" => $"L’évaluation prend plus de {FeelExpression.MaxSteps} étapes.",
        "feel.unexpected" => string.IsNullOrEmpty(e.Detail) ? "L’expression ne se termine pas comme elle le devrait." : $"« {e.Detail} » n’est pas attendu ici.",
        "feel.unknown-function" => $"Il n’y a pas de fonction {e.Detail}.",
        "feel.unknown-province" => $"Il n’y a pas de province {e.Detail}.",
        "feel.unknown-type" => $"Il n’y a pas de type {e.Detail}.",
        "feel.unknown-zone" => $"Il n’y a pas de fuseau horaire {e.Detail}.",
        _ => "L’expression ne peut pas être évaluée."
    };

    private static string French(IsoTimerException e) => e.Code switch
    {
        "timer.bad-count" => $"« {e.Text} » : le nombre de répétitions doit être R, ou R suivi d’un nombre supérieur à zéro.",
        "timer.beyond-calendar" => "L’échéance dépasse le calendrier.",
        "timer.no-offset" => $"« {e.Text} » ne précise pas son décalage : terminez par Z ou par un décalage tel que -05:00.",
        "timer.not-a-cycle" => $"« {e.Text} » n’est pas une répétition telle que R3/PT10M.",
        "timer.not-a-duration" => $"« {e.Text} » n’est pas une durée ISO 8601.",
        "timer.not-an-instant" => $"« {e.Text} » n’est pas une date et heure ISO 8601.",
        "timer.not-forward" => $"« {e.Text} » n’avance pas dans le temps.",
        _ => $"« {e.Text} » ne peut pas être lu."
    };
}
