namespace ReleasePlanning.Web.Api;

/// <summary>What an endpoint answers, for the description of the API: its type when all is well, problem details otherwise.</summary>
public static class Described
{
    private static readonly int[] OfAnyRead = [StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden];
    private static readonly int[] OfAnyChange = [StatusCodes.Status400BadRequest, StatusCodes.Status409Conflict, StatusCodes.Status422UnprocessableEntity];

    public static RouteHandlerBuilder Reads<T>(this RouteHandlerBuilder endpoint, string summary, params int[] problems)
    {
        endpoint.WithSummary(summary).Produces<T>();
        foreach (var status in OfAnyRead.Concat(problems)) { endpoint.ProducesProblem(status); }
        return endpoint;
    }

    public static RouteHandlerBuilder Changes<T>(this RouteHandlerBuilder endpoint, string summary, int done = StatusCodes.Status200OK)
    {
        endpoint.WithSummary(summary).Produces<T>(done);
        foreach (var status in OfAnyRead.Concat(OfAnyChange).Append(StatusCodes.Status404NotFound)) { endpoint.ProducesProblem(status); }
        return endpoint;
    }

    /// <summary>A change of something that others may have changed meanwhile: If-Match says which version the caller has seen.</summary>
    public static RouteHandlerBuilder Updates<T>(this RouteHandlerBuilder endpoint, string summary) =>
        endpoint.Changes<T>(summary).WithMetadata(new NeedsIfMatch()).ProducesProblem(StatusCodes.Status412PreconditionFailed).ProducesProblem(StatusCodes.Status428PreconditionRequired);
}
