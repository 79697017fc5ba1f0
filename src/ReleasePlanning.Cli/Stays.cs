using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.Cli;

/// <summary>rp stays: lists stays and does with them what the pages do, as the service itself.</summary>
public static class Stays
{
    private const int Most = 500;

    // whoever reaches the database may do what an administrator may
    private static readonly Actor Operator = new(null, "service", [new SiteRole(Roles.Administrator, SiteId.From(Guid.Empty))]);

    public static async Task<int> RunAsync(Arguments arguments, Output output, CancellationToken ct)
    {
        if (arguments.Rest is not [var what, ..]) { return output.Misused(new Reason("cli.stays.needs-act")); }
        if (arguments.Rest.Count > (what is "list" or "hold" ? 1 : 2)) { return output.Misused(new Reason("cli.too-many", arguments.Rest[^1])); }
        await using var database = await ChosenDatabase.OpenAsync(arguments.Connection, ct);
        await using var services = new ServiceCollection().AddReleasePlanning(database.ConnectionString).BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        var given = new Given(arguments.Options, scope.ServiceProvider.GetRequiredService<ReleasePlanningDb>());
        try
        {
            return what switch
            {
                "list" => await ListAsync(scope.ServiceProvider, given, output, ct),
                "hold" => Answer(await scope.ServiceProvider.GetRequiredService<BookStay>().RunAsync(await BookingAsync(given, ct), Operator, ct), output),
                _ => await ActAsync(scope.ServiceProvider, what, arguments.Rest.Count > 1 ? arguments.Rest[1] : "", given, output, ct),
            };
        }
        catch (MisusedException misused) { return output.Misused(misused.Reason); }
    }

    private static async Task<int> ListAsync(IServiceProvider services, Given given, Output output, CancellationToken ct)
    {
        var house = given.Has("--house") ? (await given.HouseAsync("--house", ct)).Id : (SiteId?)null;
        var found = await services.GetRequiredService<StayQueries>().ListAsync(new(given.Text("--list") ?? StayLists.Current, house, null, given.Text("--person") ?? ""), Operator, 1, Most, ct);
        if (output.IsJson) { output.Json(new { total = found.Total, stays = found.Items.Select(r => Said(r.Stay, r.House.Code, r.Person.Fps, r.Bed)) }); }
        else
        {
            foreach (var r in found.Items) { output.Line("cli.stays.line", r.Stay.Id, r.Person.DisplayName, r.House.Code, r.Bed, Iso(r.Stay.Nights.ArriveOn), Iso(r.Stay.Nights.DepartOn), "@stay-state." + r.Stay.State); }
            output.Line("cli.stays.total", found.Items.Count, found.Total);
        }
        return Rp.Fine;
    }

    private static async Task<StayBooking> BookingAsync(Given given, CancellationToken ct)
    {
        var house = await given.HouseAsync("--house", ct);
        var plan = given.Text("--plan") is { } number ? await given.PlanAsync(number, ct) : (ReleasePlanId?)null;
        var person = given.Text("--person") is { } fps ? await given.PersonAsync(fps, ct) : (PersonId?)null;
        var bed = given.Text("--bed") is { } label ? await given.BedAsync(house.Id, label, ct) : (Guid?)null;
        return new(plan, person, house.Id, given.Day("--arrive"), given.Day("--depart"), given.Text("--needs")?.Split(',') ?? [], bed, false, given.Has("--until") ? given.Moment("--until", house) : null);
    }

    private static async Task<int> ActAsync(IServiceProvider services, string what, string id, Given given, Output output, CancellationToken ct)
    {
        if (!StayActs.All.Contains(what)) { return output.Misused(new Reason("cli.stays.unknown-act", what, string.Join(", ", StayActs.All))); }
        if (!Guid.TryParse(id, out var stay)) { return output.Misused(new Reason("cli.stays.needs-id")); }
        var house = await given.HouseOfAsync(stay, ct);
        StayAct act = what switch
        {
            StayActs.Confirm => new StayAct.Confirm(),
            StayActs.HoldLonger => new StayAct.HoldLonger(given.Moment("--until", house)),
            StayActs.Arrive => new StayAct.Arrive(given.Moment("--at", house)),
            StayActs.NotArrived => new StayAct.NotArrived(given.Needed("--code"), given.Text("--note") ?? ""),
            StayActs.Depart => new StayAct.Depart(given.Moment("--at", house), given.Needed("--code"), given.Text("--note") ?? ""),
            StayActs.Extend => new StayAct.Extend(given.Day("--depart")),
            StayActs.Shorten => new StayAct.Shorten(given.Day("--depart")),
            StayActs.MoveBed => new StayAct.MoveBed(await given.BedAsync(house.Id, given.Needed("--bed"), ct)),
            StayActs.Transfer => new StayAct.Transfer((await given.HouseAsync("--house", ct)).Id, given.Day("--on"), given.Day("--depart")),
            _ => new StayAct.Cancel(given.Needed("--code"), given.Text("--note") ?? ""),
        };
        return Answer(await services.GetRequiredService<ActOnStay>().RunAsync(stay, act, null, Operator, ct), output);
    }

    private static int Answer(Outcome<BedStay> outcome, Output output)
    {
        if (outcome.Value is { } stay && outcome.IsDone)
        {
            if (output.IsJson) { output.Json(Said(stay, null, null, null)); }
            else { output.Line("cli.stays.done", stay.Id, "@stay-state." + stay.State, Iso(stay.Nights.ArriveOn), Iso(stay.Nights.DepartOn)); }
            return Rp.Fine;
        }
        if (output.IsJson) { output.Json(new { problems = outcome.Problems.Select(p => new { field = p.Field, code = p.Reason.Code, message = output.Say(p.Reason) }) }); }
        else { foreach (var problem in outcome.Problems) { output.Error(problem.Reason); } }
        return Rp.Findings;
    }

    private static object Said(BedStay s, string? house, string? fps, string? bed) => new
    {
        id = s.Id, state = s.State.ToString(), house, person = fps, bed, arriveOn = Iso(s.Nights.ArriveOn), departOn = Iso(s.Nights.DepartOn), bedFreeOn = Iso(s.Occupies.DepartOn),
        heldUntil = s.HeldUntil?.ToString(), arrivedAt = s.ArrivedAt?.ToString(), departedAt = s.DepartedAt?.ToString(), code = s.EndCode,
    };

    private static string Iso(LocalDate day) => day.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
}
