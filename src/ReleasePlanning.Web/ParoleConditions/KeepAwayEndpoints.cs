using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.ParoleConditions;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;

namespace ReleasePlanning.Web.ParoleConditions;

/// <summary>Where and from whom a plan's person is kept away, for its officers' programs. No other endpoint shows it.</summary>
public static class KeepAwayEndpoints
{
    public static void MapKeepAway(this RouteGroupBuilder api)
    {
        var kept = api.MapGroup("/plans/{id:guid}/keep-away").WithTags("Release plans").RequireAuthorization(Policies.KeepAway);
        kept.MapGet("", GetAsync).Reads<KeptAway>("No-go areas of the plan and no-contact persons of its person; for the plan's officers only.", 404);
        kept.MapPost("/areas", EnterAreaAsync).Changes<Entered>("Enters a place to keep away from: a community, a circle, or a kind of place; one of the three.", StatusCodes.Status201Created);
        kept.MapPost("/persons", EnterPersonAsync).Changes<Entered>("Enters somebody the person must not live with, by their FPS number. It holds for both.", StatusCodes.Status201Created);
        kept.MapPost("/{entry:guid}/end", EndAsync).Changes<Entered>("Ends an area or a no-contact. Ending it twice ends it once.");
    }

    public sealed record AreaBody(string? Community, double? Latitude, double? Longitude, double? RadiusKm, string? NearKind, string? Reason);
    public sealed record PersonBody(string? Fps, string? Reason);
    /// <param name="AgainstBed">Why the bed the plan has goes against it now; empty when it does not.</param>
    public sealed record Entered(Guid Id, IReadOnlyList<SaidReason> AgainstBed);
    public sealed record Area(Guid Id, string Community, double? Latitude, double? Longitude, double? RadiusKm, string NearKind, string Reason, Instant EnteredAt);
    public sealed record ApartPerson(Guid Id, string Fps, string Name, string Reason, Instant EnteredAt);
    public sealed record KeptAway(IReadOnlyList<Area> Areas, IReadOnlyList<ApartPerson> Persons, IReadOnlyList<SaidReason> AgainstBed);

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, KeepAwayQueries keepAway, CancellationToken ct) =>
        (await keepAway.PageAsync(ReleasePlanId.From(id), SignedIn.From(http.User)!.Actor, ct)).ToResult(page => Results.Ok(new KeptAway(
            [.. page.Areas.Select(a => new Area(a.Id, a.Community, a.Latitude, a.Longitude, a.RadiusKm, a.NearKind, a.Reason, a.EnteredAt))],
            [.. page.Apart.Select(a => new ApartPerson(a.Contact.Id, a.Other.Fps, a.Other.DisplayName, a.Contact.Reason, a.Contact.EnteredAt))], [.. page.AgainstBed.Select(SaidReason.Of)])));

    private static async Task<IResult> EnterAreaAsync(Guid id, AreaBody body, HttpContext http, EnterNoGoArea enter, KeepAwayQueries keepAway, CancellationToken ct)
    {
        var actor = SignedIn.From(http.User)!.Actor;
        var outcome = await enter.RunAsync(ReleasePlanId.From(id), new(body.Community?.Trim() ?? "", body.Latitude, body.Longitude, body.RadiusKm, body.NearKind ?? "", body.Reason ?? ""), actor, ct);
        return outcome.IsDone ? Results.Created((string?)null, await OfAsync(id, outcome.Value!.Id, actor, keepAway, ct)) : Problems.Of(outcome.Kind, outcome.Problems);
    }

    private static async Task<IResult> EnterPersonAsync(Guid id, PersonBody body, HttpContext http, EnterNoContact enter, KeepAwayQueries keepAway, CancellationToken ct)
    {
        var actor = SignedIn.From(http.User)!.Actor;
        var outcome = await enter.RunAsync(ReleasePlanId.From(id), body.Fps ?? "", body.Reason ?? "", actor, ct);
        return outcome.IsDone ? Results.Created((string?)null, await OfAsync(id, outcome.Value!.Id, actor, keepAway, ct)) : Problems.Of(outcome.Kind, outcome.Problems);
    }

    private static async Task<IResult> EndAsync(Guid id, Guid entry, HttpContext http, EndKeepAway end, KeepAwayQueries keepAway, CancellationToken ct)
    {
        var actor = SignedIn.From(http.User)!.Actor;
        var outcome = await end.RunAsync(ReleasePlanId.From(id), entry, actor, ct);
        return outcome.IsDone ? Results.Ok(await OfAsync(id, entry, actor, keepAway, ct)) : Problems.Of(outcome.Kind, outcome.Problems);
    }

    private static async Task<Entered> OfAsync(Guid plan, Guid entry, Actor actor, KeepAwayQueries keepAway, CancellationToken ct) =>
        new(entry, [.. ((await keepAway.PageAsync(ReleasePlanId.From(plan), actor, ct)).Value?.AgainstBed ?? []).Select(SaidReason.Of)]);
}
