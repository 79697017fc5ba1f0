using System.Globalization;
using NodaTime;
using ReleasePlanning.Escalations;
using ReleasePlanning.Language;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Web.Escalations;

/// <summary>Ladders for programs: versions, the draft, publishing, what would have happened, and which steps get which.</summary>
public static class LadderEndpoints
{
    public static void MapLadders(this IEndpointRouteBuilder api)
    {
        var ladders = api.MapGroup("/ladders").WithTags("Ladders");
        ladders.MapGet("", ListAsync).RequireAuthorization(Policies.ReadWorkflows).Reads<IReadOnlyList<LadderSummary>>("Every ladder in its newest version.");
        ladders.MapGet("/{ladder}", GetAsync).RequireAuthorization(Policies.ReadWorkflows).Reads<LadderDetail>("A ladder with all its versions and their differences; its ETag is the draft's.", 404);
        ladders.MapGet("/{ladder}/replay", ReplayAsync).RequireAuthorization(Policies.Administer).Reads<Replayed>("What the draft would have sent over the last 90 days, beside the newest version.", 404);
        ladders.MapPut("/{ladder}/draft", DraftAsync).RequireAuthorization(Policies.Administer).Changes<Drafted>("Keeps a draft, of a ladder that is there or of a new one. A draft that is there needs If-Match.");
        ladders.MapDelete("/{ladder}/draft", DiscardAsync).RequireAuthorization(Policies.Administer).Changes<Drafted>("Throws the draft away.");
        ladders.MapPost("/{ladder}/publish", PublishAsync).RequireAuthorization(Policies.Administer).Updates<Published>("Makes the draft the newest version, for good.");
        var assignments = api.MapGroup("/ladder-assignments").WithTags("Ladders");
        assignments.MapGet("", AssignmentsAsync).RequireAuthorization(Policies.ReadWorkflows).Reads<IReadOnlyList<Assignment>>("Which steps get another ladder than their diagram names.");
        assignments.MapPost("", AssignAsync).RequireAuthorization(Policies.Administer).Changes<Assignment>("Assigns a ladder to a role, a kind of step (its form), or both.", StatusCodes.Status201Created);
        assignments.MapDelete("/{id:guid}", UnassignAsync).RequireAuthorization(Policies.Administer).Changes<Assignment>("Takes an assignment back.");
    }

    /// <param name="Offset">50%, -2W, 0, +2W, +4B or +2h.</param>
    /// <param name="To">owner, or a position such as area-director@destination.</param>
    public sealed record RungForm(string Offset, string To, bool AnyHour = false, IReadOnlyList<string>? Otherwise = null, string? Hold = null);
    public sealed record LadderSummary(string Ladder, string Name, int Version, Instant PublishedAt, string? PublishedBy, string Comment, int OpenSteps, int OnOlderVersions, bool HasDraft);
    public sealed record LadderDetail(string Ladder, IReadOnlyList<OneVersion> Versions, Drafted? Draft);
    public sealed record OneVersion(int Version, string Name, Instant PublishedAt, string? PublishedBy, string Comment, bool AppliesToOpen, int OpenSteps, IReadOnlyList<RungForm> Rungs, IReadOnlyList<Change> Changes);
    public sealed record Change(int Level, RungForm? Before, RungForm? After);
    public sealed record Draft(string NameEn, string NameFr, IReadOnlyList<RungForm> Rungs);
    public sealed record Drafted(string Ladder, uint Version, string NameEn, string NameFr, IReadOnlyList<RungForm> Rungs, Instant ChangedAt);
    public sealed record Publishing(string Comment, bool AppliesToOpen = false);
    public sealed record Published(string Ladder, int Version, Instant PublishedAt);
    public sealed record Assigning(string Ladder, string? Role = null, string? Form = null);
    public sealed record Assignment(Guid Id, string? Role, string? Form, string Ladder);
    public sealed record Replayed(LocalDate From, LocalDate Until, int Steps, int LeftOut, ReplayTotals Live, ReplayTotals Draft, IReadOnlyList<WeekCount> ByWeek, IReadOnlyList<RoleCount> ByRole, IReadOnlyList<WeekRoleCount> ByWeekAndRole, IReadOnlyList<Affected> Most);
    public sealed record WeekCount(LocalDate Week, int Live, int Draft);
    public sealed record RoleCount(string Role, int Live, int Draft);
    public sealed record WeekRoleCount(LocalDate Week, string Role, int Live, int Draft);
    public sealed record Affected(WorkItemId WorkItemId, string PlanNumber, string Title, int Live, int Draft);

    private static async Task<IReadOnlyList<LadderSummary>> ListAsync(LadderQueries ladders, CancellationToken ct) =>
        [.. (await ladders.ListAsync(ct)).Select(l => new LadderSummary(l.Newest.Ladder, l.Newest.Name(Language), l.Newest.Version, l.Newest.PublishedAt, l.PublishedBy, Said(l.Newest.Comment), l.OpenSteps, l.OnOlder, l.Draft is not null))];

    private static async Task<IResult> GetAsync(string ladder, HttpContext http, LadderQueries ladders, CancellationToken ct)
    {
        if (await ladders.GetAsync(ladder, ct) is not { } view) { return Problems.Of(OutcomeKind.NotFound, [Problem.With("", "not-found")]); }
        if (view.Draft is { } draft) { http.Response.SetEntityTag(draft.Version); }
        return Results.Ok(new LadderDetail(view.Ladder,
            [.. view.Versions.Select(v => new OneVersion(v.Version.Version, v.Version.Name(Language), v.Version.PublishedAt, v.PublishedBy, Said(v.Version.Comment), v.Version.AppliesToOpen, v.OpenSteps,
                [.. v.Version.Rungs.Select(Of)], [.. v.Changes.Select(c => new Change(c.Level, OfAny(c.Before), OfAny(c.After)))]))],
            view.Draft is null ? null : Of(view.Draft)));
    }

    private static async Task<IResult> ReplayAsync(string ladder, LadderQueries ladders, ReplayQueries replay, CancellationToken ct)
    {
        if (await ladders.GetAsync(ladder, ct) is not { Newest: { } live, Draft: { } draft }) { return Problems.Of(OutcomeKind.NotFound, [Problem.With("", "not-found")]); }
        var r = await replay.RunAsync(ladder, live.Rungs, draft.Rungs, ct);
        return Results.Ok(new Replayed(r.From, r.Until, r.Steps, r.LeftOut, r.Live, r.Draft, [.. r.ByWeek.Select(c => new WeekCount(c.Key, c.Live, c.Draft))],
            [.. r.ByRole.Select(c => new RoleCount(c.Key, c.Live, c.Draft))], [.. r.ByWeekAndRole.Select(c => new WeekRoleCount(c.Key.Week, c.Key.Role, c.Live, c.Draft))],
            [.. r.Most.Select(d => new Affected(d.Step.Id, d.Step.PlanNumber, d.Step.Title(Language), d.Live, d.Draft))]));
    }

    private static async Task<IResult> DraftAsync(string ladder, Draft asked, HttpContext http, LadderQueries ladders, SaveLadderDraft save, CancellationToken ct)
    {
        uint? seen = null;
        if ((await ladders.GetAsync(ladder, ct))?.Draft is not null)
        {
            var (version, answer) = EntityTag.SeenBy(http.Request);
            if (answer is not null) { return answer; }
            seen = version;
        }
        var (rungs, problems) = LadderText.Read([.. asked.Rungs.Select(r => new LadderText(r.Offset, r.To, r.AnyHour, string.Join(",", r.Otherwise ?? []), r.Hold))]);
        return problems.Count > 0
            ? Problems.Of(OutcomeKind.Refused, [.. problems])
            : (await save.RunAsync(ladder, asked.NameEn, asked.NameFr, rungs, seen, SignedIn.From(http.User)!.Actor, ct)).ToResult(draft =>
            {
                http.Response.SetEntityTag(draft.Version);
                return Results.Ok(Of(draft));
            });
    }

    private static async Task<IResult> DiscardAsync(string ladder, HttpContext http, DiscardLadderDraft discard, CancellationToken ct) =>
        (await discard.RunAsync(ladder, SignedIn.From(http.User)!.Actor, ct)).ToResult(draft => Results.Ok(Of(draft)));

    private static async Task<IResult> PublishAsync(string ladder, Publishing asked, HttpContext http, PublishLadder publish, LadderBell bell, CancellationToken ct)
    {
        var (version, answer) = EntityTag.SeenBy(http.Request);
        if (answer is not null) { return answer; }
        return (await publish.RunAsync(ladder, asked.Comment, asked.AppliesToOpen, version, SignedIn.From(http.User)!.Actor, ct)).ToResult(v =>
        {
            bell.Ring();
            return Results.Ok(new Published(v.Ladder, v.Version, v.PublishedAt));
        });
    }

    private static async Task<IReadOnlyList<Assignment>> AssignmentsAsync(LadderQueries ladders, CancellationToken ct) => [.. (await ladders.AssignmentsAsync(ct)).Select(a => Of(a.Assignment))];

    private static async Task<IResult> AssignAsync(Assigning asked, HttpContext http, AssignLadder assign, CancellationToken ct) =>
        (await assign.RunAsync(asked.Role, asked.Form, asked.Ladder, SignedIn.From(http.User)!.Actor, ct)).ToResult(a => Results.Created($"/api/v1/ladder-assignments/{a.Id}", Of(a)));

    private static async Task<IResult> UnassignAsync(Guid id, HttpContext http, UnassignLadder unassign, CancellationToken ct) =>
        (await unassign.RunAsync(id, SignedIn.From(http.User)!.Actor, ct)).ToResult(a => Results.Ok(Of(a)));

    private static string Language => CultureInfo.CurrentUICulture.Name;
    private static string Said(string comment) => comment.StartsWith('@') ? Texts.Of(comment[1..], CultureInfo.CurrentUICulture) : comment;
    private static Assignment Of(LadderAssignment a) => new(a.Id, a.Role, a.Form, a.Ladder);
    private static Drafted Of(LadderDraft d) => new(d.Ladder, d.Version, d.NameEn, d.NameFr, [.. d.Rungs.Select(Of)], d.ChangedAt);
    private static RungForm Of(LadderRung r) => new(r.Offset.ToString(), r.To.ToString(), r.AnyHour, [.. r.OtherwiseGiven.Select(p => p.ToString())], r.Hold?.ToString());
    private static RungForm? OfAny(LadderRung? r) => r is null ? null : Of(r);
}
