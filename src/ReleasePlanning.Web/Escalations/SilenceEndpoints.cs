using System.Globalization;
using NodaTime;
using ReleasePlanning.Escalations;
using ReleasePlanning.People;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Web.Escalations;

/// <summary>What was brought before whom and what became of it, silences of steps, and quiet hours of sites; for programs.</summary>
public static class SilenceEndpoints
{
    public static void MapSilences(this IEndpointRouteBuilder api)
    {
        api.MapGet("/plans/{id:guid}/escalations", OfPlanAsync).RequireAuthorization(Policies.ReadPlans).WithTags("Escalations")
            .Reads<IReadOnlyList<Told>>("The escalations of a plan: why each came, to whom it went before, what comes next and what resolves it.", 404);
        api.MapPost("/escalations/{id:guid}/resolve", ResolveAsync).RequireAuthorization(Policies.SignedInStaff).WithTags("Escalations").Changes<Told.Resolved>("Says how the matter of an escalation without a step was settled.");
        var items = api.MapGroup("/work-items").WithTags("Work items");
        items.MapPost("/{id:guid}/snooze", SnoozeAsync).RequireAuthorization(Policies.SignedInStaff).Updates<Silence>("Silences the step's reminders and escalations until a moment, with a reason; never past a legal limit.");
        items.MapPost("/{id:guid}/end-snooze", EndAsync).RequireAuthorization(Policies.SignedInStaff).Updates<Silence>("Ends a silence before its time.");
        var quiet = api.MapGroup("/quiet-hours").WithTags("Ladders");
        quiet.MapGet("", QuietAsync).RequireAuthorization(Policies.ReadWorkflows).Reads<IReadOnlyList<QuietSite>>("When sites are not disturbed, and how long their steps may be silenced.");
        quiet.MapPut("/{site}", ChangeQuietAsync).RequireAuthorization(Policies.Administer).Changes<QuietSite>("Changes the quiet hours of a site; they count at once.");
    }

    public sealed record Told(
        Guid Id, WorkItemId? WorkItemId, string? Step, int Level, int Rungs, string ToRole, string? To, string? PassedOnFrom, SaidReason Why, Instant RaisedAt, EscalationState State,
        Instant? AcknowledgedAt, string? AcknowledgedBy, IReadOnlyList<EarlierEscalation> Before, NextRung? Next, SaidReason ResolvedBy, SaidReason? Settled)
    {
        public sealed record Resolved(Guid Id, Instant ResolvedAt);
    }

    public sealed record Snoozing(Instant Until, string Reason);
    public sealed record Resolving(string Reason);
    public sealed record Silence(WorkItemId Id, uint Version, Instant? SnoozedUntil, string? Reason);
    public sealed record QuietSite(string Site, string Zone, LocalTime? From, LocalTime? Until, bool WhenClosed, int MostSnoozeDays);
    public sealed record QuietChange(LocalTime? From, LocalTime? Until, bool WhenClosed, int MostSnoozeDays);

    private static async Task<IResult> OfPlanAsync(Guid id, HttpContext http, PlanEscalationQueries escalations, CancellationToken ct) =>
        (await escalations.OfPlanAsync(ReleasePlanId.From(id), SignedIn.From(http.User)!.Actor, ct)).ToResult(stories => Results.Ok(stories.Select(s => new Told(
            s.Escalation.Id, s.Escalation.WorkItemId, s.Item?.Title(CultureInfo.CurrentUICulture.Name), s.Escalation.Level, s.Escalation.Rungs, s.Escalation.ToRole, s.To, s.Escalation.PassedOnFrom,
            SaidReason.Of(s.Escalation.Reason), s.Escalation.RaisedAt, s.State, s.Escalation.AcknowledgedAt, s.AcknowledgedBy, s.Before, s.Next, SaidReason.Of(s.ResolvedBy), SaidReason.OfAny(s.Settled))).ToList()));

    private static async Task<IResult> ResolveAsync(Guid id, Resolving asked, HttpContext http, ResolveEscalation resolve, CancellationToken ct) =>
        (await resolve.RunAsync(id, asked.Reason, SignedIn.From(http.User)!.Actor, ct)).ToResult(e => Results.Ok(new Told.Resolved(e.Id, e.ResolvedAt!.Value)));

    private static Task<IResult> SnoozeAsync(Guid id, Snoozing asked, HttpContext http, SnoozeStep snooze, CancellationToken ct) =>
        ChangeAsync(http, version => snooze.RunAsync(WorkItemId.From(id), asked.Until, asked.Reason, version, SignedIn.From(http.User)!.Actor, ct));

    private static Task<IResult> EndAsync(Guid id, HttpContext http, EndSnooze end, CancellationToken ct) =>
        ChangeAsync(http, version => end.RunAsync(WorkItemId.From(id), version, SignedIn.From(http.User)!.Actor, ct));

    private static async Task<IResult> ChangeAsync(HttpContext http, Func<uint, Task<Outcome<WorkItem>>> act)
    {
        var (version, answer) = EntityTag.SeenBy(http.Request);
        return answer ?? (await act(version)).ToResult(item =>
        {
            http.Response.SetEntityTag(item.Version);
            return Results.Ok(new Silence(item.Id, item.Version, item.SnoozedUntil, item.SnoozeReason));
        });
    }

    private static async Task<IReadOnlyList<QuietSite>> QuietAsync(SiteQueries sites, CancellationToken ct) => [.. (await sites.AllAsync(ct)).Values.OrderBy(s => s.Code, StringComparer.Ordinal).Select(Of)];

    private static async Task<IResult> ChangeQuietAsync(string site, QuietChange asked, HttpContext http, ChangeQuietHours change, CancellationToken ct) =>
        (await change.RunAsync(site, asked.From, asked.Until, asked.WhenClosed, asked.MostSnoozeDays, SignedIn.From(http.User)!.Actor, ct)).ToResult(s => Results.Ok(Of(s)));

    private static QuietSite Of(Site s) => new(s.Code, s.TimeZone, s.QuietFrom, s.QuietUntil, s.QuietWhenClosed, s.MostSnoozeDays);
}
