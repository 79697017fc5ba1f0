using System.Globalization;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.Language;
using ReleasePlanning.People;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;
using ReleasePlanning.Web.Layout;

namespace ReleasePlanning.Web.People;

/// <summary>Absences for programs: one's own, a person's, a team's; entering, changing and ending them, with what they touch.</summary>
public static class AbsenceEndpoints
{
    public static void MapAbsences(this IEndpointRouteBuilder app, IEndpointRouteBuilder api)
    {
        app.MapGet("/team-absences.csv", ExportAsync).RequireAuthorization(Policies.Direct).ExcludeFromDescription();
        var absences = api.MapGroup("/absences").WithTags("Absences");
        absences.MapGet("", ListAsync).RequireAuthorization(Policies.SignedInStaff).Reads<Absences>("Your absences and those in which you cover; with staff (id), those of somebody you direct.", 404);
        absences.MapGet("/team", TeamAsync).RequireAuthorization(Policies.Direct).Reads<IReadOnlyList<AbsenceSummary>>("Absences of the next eight weeks at the places you direct, with the days on which nobody stands in.");
        absences.MapPost("/preview", PreviewAsync).RequireAuthorization(Policies.SignedInStaff).Changes<Effect>("What an absence would touch, and what is wrong with it; changes nothing.");
        absences.MapPost("", EnterAsync).RequireAuthorization(Policies.SignedInStaff)
            .Changes<AbsenceSummary>("Enters an absence: kind leave, delegation or sudden; role and siteId for one role only.", StatusCodes.Status201Created);
        absences.MapPost("/{id:guid}/change", ChangeAsync).RequireAuthorization(Policies.SignedInStaff).Updates<AbsenceSummary>("Other days or another cover.");
        absences.MapPost("/{id:guid}/end", EndAsync).RequireAuthorization(Policies.SignedInStaff).Updates<AbsenceSummary>("Ends an absence early, from a day or today.");
    }

    public sealed record Absences(IReadOnlyList<AbsenceSummary> Own, IReadOnlyList<AbsenceSummary> Covering);
    /// <param name="Reason">Only for the person, their supervisor and administrators.</param>
    /// <param name="Gaps">Days on which nobody stands in.</param>
    public sealed record AbsenceSummary(
        Guid Id, uint Version, StaffId StaffId, string Name, AbsenceKind Kind, LocalDate FromOn, LocalDate UntilOn, StaffId CoverId, string Cover, string? Role, SiteId? SiteId,
        string? Reason, LocalDate? EndedOn, IReadOnlyList<LocalDate> Gaps);
    public sealed record Change(LocalDate? FromOn, LocalDate? UntilOn, StaffId? CoverId, string? Reason);
    public sealed record Ending(LocalDate? BackOn);
    public sealed record Effect(int OpenSteps, int DueWithin, int EscalationsPending, IReadOnlyList<AbsenceSummary> CoverAway, IReadOnlyList<FieldProblem> Problems);

    private static async Task<IResult> ListAsync(HttpContext http, Guid? staff, ReleasePlanningDb db, AbsenceQueries absences, CancellationToken ct)
    {
        var me = SignedIn.From(http.User)!;
        var who = staff is { } id ? StaffId.From(id) : me.StaffId;
        if (await StaffFile.ReadAsync(db, who, ct) is not { } file) { return Problems.Of(OutcomeKind.NotFound, [Problem.With("", "not-found")]); }
        if (file.MayBeChangedBy(me.Actor) is { Value: false } no) { return Problems.Of(OutcomeKind.Forbidden, [new Problem("", no.Why)]); }
        var (own, covering) = await absences.OfAsync(who, ct);
        // why somebody else is away is none of the cover's business
        return Results.Ok(new Absences([.. own.Select(a => Summary(a, true))], [.. covering.Select(a => Summary(a, false))]));
    }

    private static async Task<IReadOnlyList<AbsenceSummary>> TeamAsync(HttpContext http, TeamAbsences team, CancellationToken ct) =>
        [.. (await team.ReadAsync(SignedIn.From(http.User)!.Actor, ct)).Absences.Select(a => Summary(a, true))];

    private static async Task<IResult> PreviewAsync(AbsenceRequest asked, HttpContext http, ReleasePlanningDb db, EnterAbsence enter, AbsenceQueries absences, IClock clock, CancellationToken ct)
    {
        if (await StaffFile.ReadAsync(db, asked.StaffId, ct) is not { } file) { return Problems.Of(OutcomeKind.NotFound, [Problem.With("", "not-found")]); }
        if (file.MayBeChangedBy(SignedIn.From(http.User)!.Actor) is { Value: false } no) { return Problems.Of(OutcomeKind.Forbidden, [new Problem("", no.Why)]); }
        var now = clock.GetCurrentInstant();
        var (effect, problems, culture) = (await absences.EffectAsync(file, asked, now, ct), await enter.ProblemsAsync(asked, file, now, ct), CultureInfo.CurrentUICulture);
        return Results.Ok(new Effect(
            effect.Open, effect.DueCount, effect.Pending, [.. effect.CoverAway.Select(a => Summary(a, false))],
            [.. problems.Select(p => new FieldProblem(p.Field, p.Reason.Code, Texts.Of(p.Reason, culture)))]));
    }

    private static async Task<IResult> EnterAsync(AbsenceRequest asked, HttpContext http, EnterAbsence enter, AbsenceQueries absences, CancellationToken ct) =>
        await AnswerAsync(http, await enter.RunAsync(asked, SignedIn.From(http.User)!.Actor, ct), absences, StatusCodes.Status201Created, ct);

    private static async Task<IResult> ChangeAsync(Guid id, Change asked, HttpContext http, ChangeAbsence change, AbsenceQueries absences, CancellationToken ct)
    {
        var (version, answer) = EntityTag.SeenBy(http.Request);
        return answer ?? await AnswerAsync(http, await change.RunAsync(id, asked.FromOn, asked.UntilOn, asked.CoverId, asked.Reason, version, SignedIn.From(http.User)!.Actor, ct), absences, StatusCodes.Status200OK, ct);
    }

    private static async Task<IResult> EndAsync(Guid id, Ending asked, HttpContext http, EndAbsence end, AbsenceQueries absences, CancellationToken ct)
    {
        var (version, answer) = EntityTag.SeenBy(http.Request);
        return answer ?? await AnswerAsync(http, await end.RunAsync(id, asked.BackOn, version, SignedIn.From(http.User)!.Actor, ct), absences, StatusCodes.Status200OK, ct);
    }

    private static async Task<IResult> AnswerAsync(HttpContext http, Outcome<Absence> outcome, AbsenceQueries absences, int status, CancellationToken ct)
    {
        if (!outcome.IsDone) { return Problems.Of(outcome.Kind, outcome.Problems); }
        var row = (await absences.FindAsync(outcome.Value!.Id, ct))!;
        http.Response.SetEntityTag(row.Absence.Version);
        return Results.Json(Summary(row, true), statusCode: status);
    }

    private static AbsenceSummary Summary(AbsenceRow row, bool why) => new(
        row.Absence.Id, row.Absence.Version, row.Absence.StaffId, row.Name, row.Absence.Kind, row.Absence.FromOn, row.Absence.UntilOn, row.Absence.CoverId, row.Cover, row.Absence.Role, row.Absence.SiteId,
        why ? row.Absence.Reason : null, row.Absence.EndedOn, row.Gaps);

    private static async Task<IResult> ExportAsync(HttpContext http, TeamAbsences team, CancellationToken ct)
    {
        var culture = CultureInfo.CurrentUICulture;
        string T(string key) => Texts.Of(key, culture);
        string On(LocalDate day) => day.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
        return CsvAnswer.Of("team-absences.csv", (await team.ReadAsync(SignedIn.From(http.User)!.Actor, ct)).Absences,
            (T("page.absences.who"), a => a.Name), (T("page.absences.kind"), a => T("absence-kind." + a.Absence.Kind)), (T("page.absences.from"), a => On(a.Absence.FromOn)),
            (T("page.absences.until"), a => On(a.Absence.LastOn)), (T("page.absences.cover"), a => a.Cover), (T("page.absences.gaps"), a => string.Join(" ", a.Gaps.Select(On))));
    }
}
