using System.Collections.Immutable;
using System.Text.Json;
using System.Xml.Linq;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Reading;

/// <summary>Reads <c>elsa:activityBinding</c>: one activity type, and inputs whose text is JSON.</summary>
internal static class ReadBinding
{
    private static readonly HashSet<string> ExpressionTypes = new(StringComparer.OrdinalIgnoreCase) { "Literal", "Object", "Variable", "Feel" };

    internal static bool IsWritten(XElement element) => Written(element).Any();

    /// <summary>The binding of an element; null where it has none or its type is missing.</summary>
    internal static ActivityBinding? From(XElement element, FindingLog log)
    {
        var written = Written(element).ToList();
        if (written.Count == 0)
            return null;
        if (written.Count > 1)
            log.Refuse(element, "several-bindings", "The element is bound more than once.", "L’élément est lié plus d’une fois.");
        var type = ((string?)written[0].Attribute("activityType") ?? "").Trim();
        if (type.Length == 0)
        {
            log.Refuse(element, "missing-activity-type", "The binding names no activityType.", "La liaison ne nomme aucun activityType.");
            return null;
        }
        var inputs = ImmutableDictionary.CreateBuilder<string, BindingInput>(StringComparer.Ordinal);
        foreach (var input in written[0].Elements(XmlNames.BindingInput))
        {
            var name = ((string?)input.Attribute("name") ?? "").Trim();
            if (name.Length == 0)
                log.Refuse(element, "missing-input-name", "An input of the binding has no name.", "Une entrée de la liaison n’a pas de nom.");
            else if (inputs.ContainsKey(name))
                log.Refuse(element, "duplicate-input", $"The input {name} is given twice.", $"L’entrée {name} est donnée deux fois.");
            else if (Input(element, name, input.Value, log) is { } read)
                inputs.Add(name, read);
        }
        return new(type, inputs.ToImmutable());
    }

    private static IEnumerable<XElement> Written(XElement element) => element.Child("extensionElements")?.Elements(XmlNames.ActivityBinding) ?? [];

    private static BindingInput? Input(XElement element, string name, string json, FindingLog log)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return new(name, root.ValueKind == JsonValueKind.String ? "String" : "Object", "Literal", Text(root));
            if (!root.TryGetProperty("typeName", out var typeName) || typeName.ValueKind != JsonValueKind.String)
                log.Warn(element, "input-type", $"The input {name} names no typeName; Elsa would ignore its value.",
                    $"L’entrée {name} ne nomme aucun typeName; Elsa ignorerait sa valeur.");
            return Expression(element, name, typeName.ValueKind == JsonValueKind.String ? typeName.GetString()! : "Object", root, log);
        }
        // InvalidOperationException: a string with an unpaired surrogate cannot be read as text
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            log.Refuse(element, "input-json", $"The input {name} is not valid JSON.", $"L’entrée {name} n’est pas du JSON valide.");
            return null;
        }
    }

    private static BindingInput Expression(XElement element, string name, string typeName, JsonElement root, FindingLog log)
    {
        if (!root.TryGetProperty("expression", out var expression) || expression.ValueKind != JsonValueKind.Object)
            return new(name, typeName, "Literal", Text(root));
        var type = expression.TryGetProperty("type", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString()! : "Literal";
        var value = expression.TryGetProperty("value", out var written) ? Text(written) : "";
        if (!ExpressionTypes.Contains(type))
            log.Refuse(element, "input-language", $"The input {name} is written in {type}, which is not run here; use a literal or FEEL.",
                $"L’entrée {name} est écrite en {type}, qui n’est pas exécuté ici; utilisez un littéral ou FEEL.");
        else if (type.Equals("Feel", StringComparison.OrdinalIgnoreCase))
            Compile(element, name, value, log);
        return new(name, typeName, type, value);
    }

    private static void Compile(XElement element, string name, string text, FindingLog log)
    {
        try
        {
            FeelExpression.Compile(text);
        }
        catch (FeelException e)
        {
            log.Refuse(element, "feel", $"The input {name} does not compile at position {e.Position + 1}. {Sentences.Of(e).English}",
                $"L’entrée {name} ne se compile pas à la position {e.Position + 1}. {Sentences.Of(e).French}");
        }
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "",
        _ => value.GetRawText()
    };
}
