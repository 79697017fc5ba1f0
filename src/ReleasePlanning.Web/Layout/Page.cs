using Microsoft.AspNetCore.Components;
using NodaTime;
using ReleasePlanning.Web.Access;

namespace ReleasePlanning.Web.Layout;

/// <summary>A page: who asks, what they typed, and how it answers. Forms are plain posts; what was typed survives a refusal.</summary>
public abstract class Page : Speaking
{
    [CascadingParameter] protected HttpContext Http { get; set; } = default!;
    [Inject] protected NavigationManager Navigation { get; set; } = default!;
    [Inject] protected IClock Clock { get; set; } = default!;

    private SignedIn? me;

    /// <summary>Only for pages that need a sign-in.</summary>
    protected SignedIn Me => me ??= SignedIn.From(Http.User)!;
    protected CancellationToken Stop => Http.RequestAborted;
    protected IReadOnlyList<Problem> Problems { get; private set; } = [];
    protected bool IsPost => HttpMethods.IsPost(Http.Request.Method);

    /// <summary>Reads what the page shows. The page is rendered when this has ended, never half-way.</summary>
    protected virtual Task LoadAsync() => Task.CompletedTask;

    public sealed override async Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        await LoadAsync();
        await base.SetParametersAsync(ParameterView.Empty);
    }

    protected bool May(string policy) => Policies.Allows(policy, SignedIn.From(Http.User));

    /// <summary>What the form sent for a field, else what the page would show first.</summary>
    protected string Typed(string field, string? first = null) =>
        Http.Request.HasFormContentType && Http.Request.Form.TryGetValue(field, out var value) ? value.ToString().Trim() : first ?? "";

    protected string Query(string name) => Http.Request.Query[name].ToString().Trim();

    protected void NotFound() => Http.Response.StatusCode = StatusCodes.Status404NotFound;

    /// <summary>Goes on when done; otherwise stays on the page with what was typed and why it was refused.</summary>
    protected bool Accepted<T>(Outcome<T> outcome)
    {
        if (!outcome.IsDone) { Refuse(outcome.Kind, outcome.Problems); }
        return outcome.IsDone;
    }

    protected void Refuse(OutcomeKind kind, IReadOnlyList<Problem> problems)
    {
        Problems = problems;
        Http.Response.StatusCode = kind switch
        {
            OutcomeKind.NotFound => StatusCodes.Status404NotFound,
            OutcomeKind.Forbidden => StatusCodes.Status403Forbidden,
            OutcomeKind.Conflict => StatusCodes.Status409Conflict,
            _ => StatusCodes.Status422UnprocessableEntity,
        };
    }

    /// <summary>To another page of this language, e.g. "plans/…".</summary>
    protected void GoTo(string path) => Navigation.NavigateTo(Navigation.BaseUri + path);
}
