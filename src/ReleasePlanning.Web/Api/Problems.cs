using System.Globalization;
using ReleasePlanning.Language;

namespace ReleasePlanning.Web.Api;

/// <summary>One thing wrong: the field (empty: the request as a whole), a code that never changes, and a sentence in the caller's language.</summary>
public sealed record FieldProblem(string Field, string Code, string Message);

/// <summary>Outcomes of acts as HTTP answers: RFC 9457 problem details with a code and a sentence per field.</summary>
public static class Problems
{
    public static IResult ToResult<T>(this Outcome<T> outcome, Func<T, IResult> done) =>
        outcome.IsDone ? done(outcome.Value!) : Of(outcome.Kind, outcome.Problems);

    public static IResult Of(OutcomeKind kind, IReadOnlyCollection<Problem> problems) => Answer(kind switch
    {
        // what the caller said in If-Match no longer holds
        OutcomeKind.Conflict when problems.Any(p => p.Reason.Code == "changed-meanwhile") => StatusCodes.Status412PreconditionFailed,
        OutcomeKind.NotFound => StatusCodes.Status404NotFound,
        OutcomeKind.Forbidden => StatusCodes.Status403Forbidden,
        OutcomeKind.Conflict => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status422UnprocessableEntity,
    }, problems);

    public static IResult Answer(int status, params IReadOnlyCollection<Problem> problems)
    {
        var culture = CultureInfo.CurrentUICulture;
        return Answer(status, [.. problems.Select(p => new FieldProblem(p.Field, p.Reason.Code, Texts.Of(p.Reason, culture)))]);
    }

    public static IResult Answer(int status, FieldProblem[] errors)
    {
        var culture = CultureInfo.CurrentUICulture;
        return Results.Problem(
            statusCode: status,
            type: errors switch { [] => "about:blank", [{ Field: "" } whole, ..] => "/problems/" + whole.Code, _ => "/problems/refused" },
            title: Texts.Of("page.problem.title." + status, culture),
            detail: errors.Length == 0 ? null : string.Join(" ", errors.Select(e => e.Message)),
            extensions: new Dictionary<string, object?> { ["errors"] = errors });
    }
}
