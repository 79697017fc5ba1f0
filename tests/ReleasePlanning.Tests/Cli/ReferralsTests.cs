using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Cli;
using ReleasePlanning.Language;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;

namespace ReleasePlanning.Tests.Cli;

/// <summary>Finding beds and asking houses from the command line, which runs on the real clock.</summary>
public sealed class ReferralsTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>
{
    private readonly Acting acting = new(region);

    [Fact]
    public async Task Beds_are_found_best_first_and_what_failed_of_the_others_is_said()
    {
        var run = await RunAsync(Texts.English, "beds", "search", "destination=Winnipeg", "gender=M", "language=en", "nights=30", "--json");

        (run.End, run.Errors).ShouldBe((0, ""));
        var found = JsonDocument.Parse(run.Results).RootElement;
        var points = found.GetProperty("suitable").EnumerateArray().Select(h => h.GetProperty("points").GetDecimal()).ToList();
        points.ShouldNotBeEmpty();
        points.ShouldBe(points.OrderDescending());
        found.GetProperty("failing").EnumerateArray().ShouldAllBe(h => h.GetProperty("against").GetArrayLength() > 0);
        (await RunAsync(Texts.French, "beds", "search", "gender=M", "nights=30")).Results.ShouldContain("points");
    }

    [Theory]
    [InlineData("beds")]
    [InlineData("beds", "find")]
    [InlineData("beds", "search", "nights")]
    [InlineData("beds", "search", "nights=many")]
    [InlineData("beds", "search", "arriveOn=2020-01-01")]
    [InlineData("beds", "search", "needs=wings")]
    [InlineData("referrals")]
    [InlineData("referrals", "paint")]
    [InlineData("referrals", "list")]
    [InlineData("referrals", "list", "now")]
    [InlineData("referrals", "list", "--plan", "P-0")]
    [InlineData("referrals", "list", "--person", "1")]
    [InlineData("referrals", "show")]
    [InlineData("referrals", "show", "abc")]
    [InlineData("referrals", "show", "019aa000-0000-7000-8000-000000000000")]
    [InlineData("referrals", "answer", "019aa000-0000-7000-8000-000000000000")]
    [InlineData("referrals", "strike", "019aa000-0000-7000-8000-000000000000")]
    [InlineData("referrals", "list", "--house", "no-such-house")]
    public async Task What_makes_no_sense_ends_with_two_and_a_sentence_in_either_language(params string[] args)
    {
        foreach (var language in new[] { Texts.English, Texts.French })
        {
            var run = await RunAsync(language, args);
            run.End.ShouldBe(2);
            run.Errors.ShouldNotBeEmpty();
            run.Errors.ShouldNotContain("cli.");
            run.Errors.ShouldNotContain("   at ");
        }
    }

    [Fact]
    public async Task Houses_are_ranked_asked_put_in_order_and_answer()
    {
        var plan = await acting.APlanAsync(ReleaseType.DayParole, needsResidence: true);
        await acting.FireDueAsync();
        var houses = await acting.ReadAsync(db => db.Set<Site>().Where(s => s.Kind == SiteKind.CommunityResidentialFacility).OrderBy(s => s.Code).Select(s => s.Code).Take(4).ToListAsync());

        var ranked = await RunAsync(Texts.English, "referrals", "rank", "--plan", plan.Number, "--houses", string.Join(',', houses.Take(3)), "--reason", "The brother lives next door.");
        (ranked.End, ranked.Errors).ShouldBe((0, ""));
        var list = await ListAsync(plan);
        list.Select(r => r.House).ShouldBe(houses.Take(3));
        list.Select(r => r.State).ShouldBe(["Sent", "Ranked", "Ranked"]);
        (await RunAsync(Texts.English, "referrals", "rank", "--plan", plan.Number, "--houses", houses[3])).End.ShouldBe(1, "no step asks for houses");

        (await RunAsync(Texts.English, "referrals", "add", "--plan", plan.Number, "--house", houses[3], "--reason", "The brother lives next door.")).End.ShouldBe(0);
        var added = (await ListAsync(plan)).Single(r => r.House == houses[3]);
        (await RunAsync(Texts.French, "referrals", "move", added.Id, "--place", "1")).End.ShouldBe(0);
        (await RunAsync(Texts.English, "referrals", "move", list[0].Id, "--place", "1")).Errors.ShouldContain("stays where it is");
        (await RunAsync(Texts.English, "referrals", "withdraw", list[2].Id)).End.ShouldBe(0);
        (await RunAsync(Texts.English, "referrals", "show", list[0].Id, "--json")).Results.ShouldContain("\"told\"");

        (await RunAsync(Texts.English, "referrals", "answer", list[0].Id, "--outcome", "declined", "--code", "nonsense")).End.ShouldBe(1);
        var declined = await RunAsync(Texts.English, "referrals", "answer", list[0].Id, "--outcome", "declined", "--code", "proximity");
        (declined.End, declined.Errors).ShouldBe((0, ""));

        (await ListAsync(plan)).ToDictionary(r => r.House, r => r.State).ShouldBe(
            new Dictionary<string, string> { [houses[0]] = "Declined", [houses[3]] = "Sent", [houses[1]] = "Ranked", [houses[2]] = "Withdrawn" }, ignoreOrder: true);
        (await RunAsync(Texts.English, "referrals", "list", "--house", houses[3])).Results.ShouldContain(plan.Number);

        var waits = await RunAsync(Texts.English, "referrals", "answer", added.Id, "--outcome", "waitlisted");
        (waits.End, waits.Errors).ShouldBe((0, ""));
        (await RunAsync(Texts.English, "referrals", "strike", added.Id, "--code", "nonsense")).End.ShouldBe(1);
        (await RunAsync(Texts.English, "referrals", "strike", added.Id, "--code", "no-vacancy")).End.ShouldBe(0);
        (await ListAsync(plan)).Single(r => r.House == houses[3]).State.ShouldBe("Declined");
        (await RunAsync(Texts.French, "referrals", "strike", list[0].Id, "--code", "no-vacancy")).End.ShouldBe(1, "it does not wait there");
    }

    private async Task<List<(string Id, string House, string State)>> ListAsync(ReleasePlan plan)
    {
        var run = await RunAsync(Texts.English, "referrals", "list", "--plan", plan.Number, "--json");
        run.End.ShouldBe(0, run.Errors);
        return [.. JsonDocument.Parse(run.Results).RootElement.EnumerateArray().Select(r => (r.GetProperty("id").GetString()!, r.GetProperty("house").GetString()!, r.GetProperty("state").GetString()!))];
    }

    private async Task<(int End, string Results, string Errors)> RunAsync(CultureInfo language, params string[] args)
    {
        using var results = new StringWriter();
        using var errors = new StringWriter();
        var end = await Rp.RunAsync([.. args, "--connection", region.ConnectionString], language, results, errors, TestContext.Current.CancellationToken);
        return (end, results.ToString(), errors.ToString());
    }
}
