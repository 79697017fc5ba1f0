using System.Globalization;
using System.Text.Json;
using NodaTime;

namespace ReleasePlanning.Web.WorkItems;

/// <summary>Answers to a form between JSON and the texts that forms read.</summary>
public static class StepAnswers
{
    /// <summary>Texts, numbers and yes or no as they are; what is none of these is a problem of its field.</summary>
    public static (Dictionary<string, string?> Answers, List<Problem> Problems) Read(IReadOnlyDictionary<string, JsonElement>? given)
    {
        var (answers, problems) = (new Dictionary<string, string?>(StringComparer.Ordinal), new List<Problem>());
        foreach (var (name, value) in given ?? new Dictionary<string, JsonElement>())
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.String: answers[name] = value.GetString(); break;
                case JsonValueKind.True: answers[name] = "true"; break;
                case JsonValueKind.False: answers[name] = "false"; break;
                case JsonValueKind.Number: answers[name] = value.GetRawText(); break;
                case JsonValueKind.Null: answers[name] = null; break;
                default: problems.Add(Problem.With(name, "page.problem.answer")); break;
            }
        }
        return (answers, problems);
    }

    /// <summary>A value as the same form would read it.</summary>
    public static string Write(object? value) => value switch
    {
        null => "",
        LocalDate on => on.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture),
        LocalDateTime at => at.ToString("uuuu-MM-dd'T'HH:mm", CultureInfo.InvariantCulture),
        bool yes => yes ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
