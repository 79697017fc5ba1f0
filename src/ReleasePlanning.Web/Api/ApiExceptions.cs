using System.Text.Json;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ReleasePlanning.Web.Api;

/// <summary>What went wrong below an API endpoint, as problem details without a trace. Pages get the error page instead.</summary>
public sealed class ApiExceptions : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var status = StatusOf(exception);
        // the middleware has already put the error page's path in place of the one that was asked for
        if (httpContext.Features.Get<IExceptionHandlerPathFeature>() is not { Path: { } path } || !ApiRequests.IsApi(path))
        {
            httpContext.Response.StatusCode = status;
            return false;
        }
        var code = status switch { 413 => "page.problem.too-large", 500 => "page.problem.internal", _ => "page.problem.unreadable" };
        await Problems.Answer(status, Problem.With(FieldOf(exception), code)).ExecuteAsync(httpContext);
        return true;
    }

    /// <summary>Where in the body reading stopped, as far as the reader knows: "$.releaseOn" is the field releaseOn.</summary>
    private static string FieldOf(Exception exception) =>
        exception.InnerException is JsonException { Path: { } path } && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : "";

    public static int StatusOf(Exception? exception) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        InvalidDataException or AntiforgeryValidationException => StatusCodes.Status400BadRequest,
        // a text with a character that no column holds (U+0000)
        PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter } => StatusCodes.Status400BadRequest,
        DbUpdateException or InvalidOperationException when exception.InnerException is PostgresException inner => StatusOf(inner),
        _ => StatusCodes.Status500InternalServerError,
    };
}
