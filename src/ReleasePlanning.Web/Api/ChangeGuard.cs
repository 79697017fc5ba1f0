using Microsoft.AspNetCore.Antiforgery;

namespace ReleasePlanning.Web.Api;

/// <summary>A change through the API must prove that our own client sent it: the cookie alone is what a foreign page could make a browser send.</summary>
public sealed class ChangeGuard(IAntiforgery antiforgery) : IEndpointFilter
{
    public const string Header = "RequestVerificationToken";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        !context.HttpContext.Request.IsChange() || await antiforgery.IsRequestValidAsync(context.HttpContext)
            ? await next(context)
            : Problems.Answer(StatusCodes.Status400BadRequest, Problem.With("", "page.problem.token"));
}
