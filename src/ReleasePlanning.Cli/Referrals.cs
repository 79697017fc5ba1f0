using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Cli;

/// <summary>rp referrals: lists the referrals of a plan or a house, ranks houses, changes the list and answers for a house, as the service itself.</summary>
public static class Referrals
{
    private const int Most = 500;
    private static readonly string[] Ranks = ["firstHouse", "secondHouse", "thirdHouse", "fourthHouse", "fifthHouse"];
    private static readonly string[] OfPlans = ["list", "rank", "add"];
    private static readonly string[] OfReferrals = ["show", "move", "withdraw", "answer", "strike"];

    public static async Task<int> RunAsync(Arguments arguments, Output output, CancellationToken ct)
    {
        if (arguments.Rest is not [var what, ..]) { return output.Misused(new Reason("cli.referrals.needs-act")); }
        if (!OfPlans.Concat(OfReferrals).Contains(what)) { return output.Misused(new Reason("cli.referrals.unknown-act", what, string.Join(", ", OfPlans.Concat(OfReferrals)))); }
        if (arguments.Rest.Count > (OfPlans.Contains(what) ? 1 : 2)) { return output.Misused(new Reason("cli.too-many", arguments.Rest[^1])); }
        var id = Guid.Empty;
        if (OfReferrals.Contains(what) && !Guid.TryParse(arguments.Rest.ElementAtOrDefault(1), out id)) { return output.Misused(new Reason("cli.referrals.needs-id")); }

        await using var database = await ChosenDatabase.OpenAsync(arguments.Connection, ct);
        await using var services = new ServiceCollection().AddReleasePlanning(database.ConnectionString).BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        var asked = new Asked(scope.ServiceProvider, new Given(arguments.Options, scope.ServiceProvider.GetRequiredService<ReleasePlanningDb>()), arguments.Why ?? "", output);
        try
        {
            return what switch
            {
                "list" => await ListAsync(asked, ct),
                "rank" => await RankAsync(asked, ct),
                "add" => await AddAsync(asked, ct),
                "show" => await ShowAsync(asked, id, ct),
                "move" => await MoveAsync(asked, id, ct),
                "withdraw" => Answer(await asked.Of<WithdrawReferral>().RunAsync(id, null, await OfficerAsync(asked, id, ct), ct), output),
                "strike" => await StrikeAsync(asked, id, ct),
                _ => await AnswerAsync(asked, id, ct),
            };
        }
        catch (MisusedException misused) { return output.Misused(misused.Reason); }
    }

    private static async Task<int> ListAsync(Asked asked, CancellationToken ct)
    {
        var output = asked.Output;
        IReadOnlyList<ReferralRow> rows;
        if (asked.Given.Has("--house"))
        {
            rows = (await asked.Of<ReferralQueries>().InboxAsync(new(), Intake((await asked.Given.HouseAsync("--house", ct)).Id), 1, Most, ct)).Items;
        }
        else
        {
            var plan = await PlanAsync(asked, ct);
            var read = await asked.Of<ReferralQueries>().OfPlanAsync(plan.Id, Officer(plan), ct);
            if (!read.IsDone) { return Refuse(read.Problems, output); }
            rows = [.. read.Value!.Select(d => d.Row)];
        }
        if (output.IsJson) { output.Json(rows.Select(r => Said(r.Referral, r.House.Code, r.Plan.Number))); }
        else { foreach (var r in rows) { output.Line("cli.referrals.line", r.Referral.Id, r.Plan.Number, r.House.Code, r.Referral.Round, r.Referral.Rank, "@referral-state." + r.Referral.State, r.Referral.AnswerDueAt?.ToString() ?? "-"); } }
        return Rp.Fine;
    }

    private static async Task<int> ShowAsync(Asked asked, Guid id, CancellationToken ct)
    {
        var output = asked.Output;
        var read = await asked.Of<ReferralQueries>().GetAsync(id, await OfficerAsync(asked, id, ct), ct);
        if (!read.IsDone) { return Refuse(read.Problems, output); }
        var d = read.Value!;
        if (output.IsJson)
        {
            output.Json(new
            {
                referral = Said(d.Row.Referral, d.Row.House.Code, d.Row.Plan.Number), arriveOn = Iso(d.Nights.ArriveOn), departOn = Iso(d.Nights.DepartOn), freeBeds = d.FreeBeds, place = d.Place, told = d.Package,
                messages = d.Messages.Select(m => new { at = m.Message.At.ToString(), by = m.By, fromHouse = m.Message.FromHouse, text = m.Message.Text }),
            });
            return Rp.Fine;
        }
        output.Line("cli.referrals.line", d.Row.Referral.Id, d.Row.Plan.Number, d.Row.House.Code, d.Row.Referral.Round, d.Row.Referral.Rank, "@referral-state." + d.Row.Referral.State, d.Row.Referral.AnswerDueAt?.ToString() ?? "-");
        output.Line("cli.referrals.nights", d.Nights.ArriveOn, d.Nights.DepartOn, d.FreeBeds);
        foreach (var m in d.Messages) { output.Line("cli.referrals.message", m.Message.At, m.By, m.Message.Text); }
        return Rp.Fine;
    }

    private static async Task<int> RankAsync(Asked asked, CancellationToken ct)
    {
        var plan = await PlanAsync(asked, ct);
        var codes = asked.Given.Needed("--houses").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (codes.Length is 0 or > 5) { return asked.Output.Misused(new Reason("cli.referrals.five-houses", Ranks.Length)); }
        if (await StepAsync(asked, s => s.PlanId == plan.Id && s.Form == RankReferrals.FormKey, ct) is not { } step) { return Refuse([Problem.With("", "cli.referrals.no-step")], asked.Output); }
        var answers = new Dictionary<string, string?> { ["asking"] = asked.Given.Text("--asking") ?? "in-turn" };
        foreach (var (name, code) in Ranks.Zip(codes)) { answers[name] = (await asked.Given.SiteAsync(code, ct)).Id.ToString(); }
        if (asked.Given.Has("--backup")) { answers["backupHouse"] = (await asked.Given.HouseAsync("--backup", ct)).Id.ToString(); }
        if (asked.Given.Text("--needs") is { } needs) { answers["needs"] = needs; }
        if (asked.Why.Length > 0) { answers["reason"] = asked.Why; }
        return await CompleteAsync(asked, step, "ranked", answers, Officer(plan), ct);
    }

    private static async Task<int> AddAsync(Asked asked, CancellationToken ct)
    {
        var plan = await PlanAsync(asked, ct);
        return Answer(await asked.Of<AddReferral>().RunAsync(plan.Id, (await asked.Given.HouseAsync("--house", ct)).Id, asked.Why, Officer(plan), ct), asked.Output);
    }

    private static async Task<int> MoveAsync(Asked asked, Guid id, CancellationToken ct)
    {
        if (!int.TryParse(asked.Given.Needed("--place"), NumberStyles.None, CultureInfo.InvariantCulture, out var place)) { return asked.Output.Misused(new Reason("cli.referrals.not-a-place")); }
        return Answer(await asked.Of<MoveReferral>().RunAsync(id, place, null, await OfficerAsync(asked, id, ct), ct), asked.Output);
    }

    private static async Task<int> AnswerAsync(Asked asked, Guid id, CancellationToken ct)
    {
        var (referral, given) = (await ReferralAsync(asked, id, ct), asked.Given);
        var outcome = given.Needed("--outcome");
        if (await StepAsync(asked, s => s.PlanId == referral.PlanId && s.SiteId == referral.ResidenceId && s.Form == AnswerBedReferral.FormKey, ct) is not { } step) { return Refuse([Problem.With("", "beds.no-referral-out")], asked.Output); }
        var answers = new Dictionary<string, string?>();
        // what the house's page has filled in already
        var fields = (await asked.Of<StepQueries>().GetAsync(step.Id, Intake(referral.ResidenceId), ct)).Value!.Fields;
        foreach (var field in fields.Where(f => f.IsNeededFor(outcome) && f.Default is LocalDate)) { answers[field.Name] = Iso((LocalDate)field.Default!); }
        foreach (var (option, field) in new[] { ("--depart", "departOn"), ("--hold-until", "holdUntil"), ("--conditions", "conditions"), ("--code", "declineCode"), ("--note", "note") })
        {
            if (given.Text(option) is { } text) { answers[field] = text; }
        }
        if (given.Text("--bed") is { } label) { answers["bed"] = (await given.BedAsync(referral.ResidenceId, label, ct)).ToString(); }
        return await CompleteAsync(asked, step, outcome, answers, Intake(referral.ResidenceId), ct);
    }

    private static async Task<int> StrikeAsync(Asked asked, Guid id, CancellationToken ct)
    {
        var house = (await ReferralAsync(asked, id, ct)).ResidenceId;
        return Answer(await asked.Of<StrikeOffWaiting>().RunAsync(id, asked.Given.Needed("--code"), asked.Given.Text("--note") ?? "", null, Intake(house), ct), asked.Output);
    }

    private static async Task<int> CompleteAsync(Asked asked, WorkItem step, string outcome, Dictionary<string, string?> answers, Actor actor, CancellationToken ct)
    {
        var done = await asked.Of<CompleteWorkItem>().RunAsync(step.Id, outcome, answers, null, actor, ct);
        if (!done.IsDone) { return Refuse(done.Problems, asked.Output); }
        if (asked.Output.IsJson) { asked.Output.Json(new { step = step.Id.ToString(), outcome }); } else { asked.Output.Line("cli.referrals.completed", step.Title(asked.Output.Language.Name), "@outcome." + outcome); }
        return Rp.Fine;
    }

    private static int Answer(Outcome<BedReferral> outcome, Output output)
    {
        if (!outcome.IsDone) { return Refuse(outcome.Problems, output); }
        var r = outcome.Value!;
        if (output.IsJson) { output.Json(Said(r, null, null)); } else { output.Line("cli.referrals.done", r.Id, r.Round, r.Rank, "@referral-state." + r.State); }
        return Rp.Fine;
    }

    private static int Refuse(IReadOnlyList<Problem> problems, Output output)
    {
        if (output.IsJson) { output.Json(new { problems = problems.Select(p => new { field = p.Field, code = p.Reason.Code, message = output.Say(p.Reason) }) }); }
        else { foreach (var problem in problems) { output.Error(problem.Reason); } }
        return Rp.Findings;
    }

    private static object Said(BedReferral r, string? house, string? plan) => new
    {
        id = r.Id, plan, house, round = r.Round, rank = r.Rank, state = r.State.ToString(), together = r.Together, backup = r.Backup, sentAt = r.SentAt?.ToString(), answerDueAt = r.AnswerDueAt?.ToString(),
        declineCode = r.DeclineCode, conditions = r.Conditions, reason = r.Reason,
    };

    private static Task<WorkItem?> StepAsync(Asked asked, System.Linq.Expressions.Expression<Func<WorkItem, bool>> which, CancellationToken ct) =>
        asked.Given.Db.Set<WorkItem>().AsNoTracking().Where(w => w.State == WorkItemState.Open).Where(which).FirstOrDefaultAsync(ct);

    private static async Task<ReleasePlan> PlanAsync(Asked asked, CancellationToken ct)
    {
        var id = await asked.Given.PlanAsync(asked.Given.Needed("--plan"), ct);
        return await asked.Given.Db.Set<ReleasePlan>().AsNoTracking().SingleAsync(p => p.Id == id, ct);
    }

    private static async Task<BedReferral> ReferralAsync(Asked asked, Guid id, CancellationToken ct) =>
        await asked.Given.Db.Set<BedReferral>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) ?? throw new MisusedException(new Reason("cli.stays.unknown", id));

    private static async Task<Actor> OfficerAsync(Asked asked, Guid referral, CancellationToken ct)
    {
        var of = (await ReferralAsync(asked, referral, ct)).PlanId;
        return Officer(await asked.Given.Db.Set<ReleasePlan>().AsNoTracking().SingleAsync(p => p.Id == of, ct));
    }

    // whoever reaches the database may do what the two sides of a referral may; the record says the service did it
    private static Actor Officer(ReleasePlan plan) => new(null, "service", [new SiteRole(Roles.InstitutionalParoleOfficer, plan.ReleasingSiteId)]);

    private static Actor Intake(SiteId house) => new(null, "service", [new SiteRole(Roles.ResidenceIntake, house)]);

    private static string Iso(LocalDate day) => day.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);

    private sealed record Asked(IServiceProvider Services, Given Given, string Why, Output Output)
    {
        public T Of<T>() where T : notnull => Services.GetRequiredService<T>();
    }
}
