using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using NodaTime.Text;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.People;

namespace ReleasePlanning.Cli;

/// <summary>rp beds search: which houses take somebody from a day for so many nights, best first, and what failed of the others. The overviews of beds are <see cref="BedOverviews"/>.</summary>
public static class Beds
{
    public static async Task<int> RunAsync(Arguments arguments, Output output, CancellationToken ct)
    {
        if (arguments.Rest is [var overview, ..] && BedOverviews.All.Contains(overview)) { return await BedOverviews.RunAsync(overview, arguments, output, ct); }
        if (arguments.Rest is not ["search", ..]) { return output.Misused(new Reason("cli.beds.needs-search")); }
        if (Read([.. arguments.Rest.Skip(1)], out var asked) is { } mistake) { return output.Misused(mistake); }

        await using var database = await ChosenDatabase.OpenAsync(arguments.Connection, ct);
        await using var services = new ServiceCollection().AddReleasePlanning(database.ConnectionString).BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        var search = await scope.ServiceProvider.GetRequiredService<BedSearchQueries>().AskAsync(asked, Actor.Service, ct);
        if (!search.IsDone)
        {
            foreach (var problem in search.Problems) { output.Refused("", problem.Field, output.Say(problem.Reason)); }
            return Rp.Failed;
        }
        Write(await scope.ServiceProvider.GetRequiredService<FindBeds>().RunAsync(search.Value!.Query, ct), output);
        return Rp.Fine;
    }

    private static Reason? Read(IReadOnlyList<string> words, out BedSearchRequest asked)
    {
        asked = new();
        foreach (var word in words)
        {
            var parts = word.Split('=', 2);
            if (parts is not [{ Length: > 0 } name, var value]) { return new("cli.beds.not-a-part", word); }
            if (With(asked, name, value) is not { } more) { return new("cli.beds.not-a-part", word); }
            asked = more;
        }
        return null;
    }

    private static BedSearchRequest? With(BedSearchRequest asked, string name, string value)
    {
        string[] several = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return name switch
        {
            "plan" => Guid.TryParse(value, out var id) ? asked with { Plan = ReleasePlanId.From(id) } : null,
            "arriveOn" => LocalDatePattern.Iso.Parse(value) is { Success: true, Value: var on } ? asked with { ArriveOn = on } : null,
            "nights" => Number(value) is { } nights ? asked with { Nights = nights } : null,
            "withinKm" => Number(value) is { } km ? asked with { WithinKm = km } : null,
            "region" => Enum.TryParse<Region>(value, true, out var region) && Enum.IsDefined(region) ? asked with { Region = region } : null,
            "destination" => asked with { Destination = value },
            "gender" => asked with { Gender = value },
            "language" => asked with { Language = value },
            "releaseType" => asked with { ReleaseType = value },
            "near" => asked with { Near = value },
            "needs" => asked with { Needs = [.. several] },
            "programmes" => asked with { Programmes = [.. several] },
            _ => null,
        };
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static void Write(BedSearch found, Output output)
    {
        if (output.IsJson)
        {
            output.Json(new
            {
                arriveOn = Day(found.Query.ArriveOn), departOn = Day(found.Query.Stay.DepartOn), whyDistance = output.Say(found.WhyDistance),
                suitable = found.Suitable.Select(h => House(h, output)), failing = found.Failing.Select(h => House(h, output)),
            });
            return;
        }
        output.Line("cli.beds.found", found.Suitable.Length, found.Failing.Length);
        foreach (var house in found.Suitable) { output.Line("cli.beds.suitable", house.Points, Name(house, output), Sentences(house.For.Concat(house.Against), output)); }
        foreach (var house in found.Failing) { output.Line("cli.beds.failing", Name(house, output), Sentences(house.Against, output), Day(house.FirstPossibleOn) ?? "-"); }
    }

    private static object House(HouseFound h, Output output) => new
    {
        code = h.Site.Code, name = Name(h, output), city = h.Site.City, verdict = h.Match.Verdict.ToString(), room = h.Room.Kind.ToString(), freeBeds = h.Room.FreeBeds, km = h.Km, perDiem = h.PerDiem, points = h.Points,
        @for = h.For.Select(output.Say), against = h.Against.Select(output.Say), factors = h.Factors.Select(f => new { key = f.Key, points = f.Points, most = f.Most, why = output.Say(f.Why) }),
        firstPossibleOn = Day(h.FirstPossibleOn),
    };

    private static string Name(HouseFound house, Output output) => $"{house.Site.Name(output.Language.Name)}, {house.Site.City}";

    private static string Sentences(IEnumerable<Reason> reasons, Output output) => string.Join(' ', reasons.Select(output.Say));

    private static string? Day(LocalDate? day) => day?.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
}
