using System.Text.Json;
using NodaTime;
using ReleasePlanning.Web.Tests.Hosting;

namespace ReleasePlanning.Web.Tests.Stories;

public sealed class ApiStoryTests(SiteFixture site, ITestOutputHelper output) : IClassFixture<SiteFixture>, IAsyncDisposable
{
    private readonly Dictionary<string, ApiPerson> signedIn = [];
    private readonly List<string> done = [];

    [Fact]
    public async Task A_release_plan_runs_from_launch_to_closing_through_the_api_alone()
    {
        var amara = await AsAsync("Amara Osei");
        var person = (await amara.GetAsync("people?q=Desjarlais")).GetProperty("items")[0].GetProperty("id").GetGuid();
        var office = (await site.ReadAsync(db => Task.FromResult(db.Set<ReleasePlanning.People.Site>().Single(s => s.Code == "winnipeg-parole").Id))).Value;
        var request = new { personId = person, releaseType = "statutoryReleaseWithResidency", paroleOfficeId = office, destinationCommunity = "Winnipeg", destinationAddress = "", needsResidence = true, notPracticable = "Decided eight working days before." };

        var preview = await amara.ChangeAsync("plans/preview", request);
        preview.GetProperty("releaseOn").GetString().ShouldBe("2026-12-03");
        preview.GetProperty("whyReleaseOn").GetProperty("text").GetString()!.ShouldContain("93(1)");
        var launched = await amara.ChangeAsync("plans", request, key: "launch-ray");
        var again = await amara.ChangeAsync("plans", request, key: "launch-ray");
        again.GetProperty("id").GetGuid().ShouldBe(launched.GetProperty("id").GetGuid(), "the same key is done once");

        var plan = launched.GetProperty("id").GetGuid();
        await DriveAsync(amara, plan);

        var closed = await amara.GetAsync($"plans/{plan}");
        closed.GetProperty("status").GetString().ShouldBe("closed");
        closed.GetProperty("closeReason").GetString().ShouldBe("completed");
        closed.GetProperty("arrivedAt").ValueKind.ShouldBe(JsonValueKind.String);
        (await site.OpenRowsAsync(ReleasePlanId.From(plan))).ShouldBe(0);
        foreach (var act in new[] { "AnswerReferral:accepted", "AnswerHandoff:returned", "AnswerHandoff:accepted", "BookTravel:booked", "EnterConditions:entered", "ValidateConditions:confirmed", "SignReadiness:ready", "RecordRelease:released", "ConfirmArrivalAtResidence:arrived" })
        {
            done.ShouldContain(act);
        }
    }

    /// <summary>Each open step is answered by its owner with what its form asks for; when nothing is open, time passes.</summary>
    private async Task DriveAsync(ApiPerson reader, Guid plan)
    {
        for (var round = 0; round < 300; round++)
        {
            await site.FireDueTimersAsync();
            var page = await reader.GetAsync($"plans/{plan}");
            if (page.GetProperty("closedAt").ValueKind != JsonValueKind.Null) { return; }
            var released = page.GetProperty("releaseOn").GetString();
            var early = string.CompareOrdinal(Local("uuuu-MM-dd"), released) < 0;
            var open = page.GetProperty("steps").EnumerateArray()
                .Where(s => Text(s, "state").Equals("open", StringComparison.OrdinalIgnoreCase) && !(early && Text(s, "elementId") == "RecordRelease"))
                // what looks at whether the rest is done comes after the rest
                .OrderBy(s => Text(s, "elementId") is "SignReadiness" or "RecordRelease").ToList();
            foreach (var step in open.Take(1)) { await AnswerAsync(step); }
            if (open.Count == 0) { site.Clock.Now += Duration.FromHours(6); }
        }
        throw new InvalidOperationException("The plan did not end: " + string.Join(", ", done));
    }

    private async Task AnswerAsync(JsonElement summary)
    {
        var who = await AsAsync(Text(summary, "owner"));
        var path = $"work-items/{Text(summary, "id")}";
        var step = await who.GetAsync(path);
        var element = Text(step, "elementId");
        var outcome = element == "AnswerHandoff" && !done.Contains("AnswerHandoff:returned") ? "returned" : Text(step.GetProperty("outcomes")[0], "code");
        var answers = step.GetProperty("fields").EnumerateArray().Select(f => (Name: Text(f, "name"), Answer: Answer(f, outcome))).Where(a => a.Answer is not null).ToDictionary(a => a.Name, a => a.Answer);
        await who.ChangeAsync(path + "/complete", new { outcome, answers }, step.GetProperty("version").GetUInt32());
        output.WriteLine($"{site.Clock.Now} {Text(summary, "owner")} {element} {outcome}");
        done.Add($"{element}:{outcome}");
    }

    private string? Answer(JsonElement field, string outcome)
    {
        if (field.GetProperty("default") is { ValueKind: JsonValueKind.String } preset && preset.GetString() is { Length: > 0 } value) { return value; }
        if (!field.GetProperty("neededFor").EnumerateArray().Any(o => o.GetString() == outcome)) { return null; }
        var options = field.GetProperty("options");
        return Text(field, "kind").ToUpperInvariant() switch
        {
            "CHOICE" or "SITE" => Text(options[0], "code"),
            "YESNO" or "CONFIRM" => "true",
            "AMOUNT" => "80.00",
            "DATE" => Local("uuuu-MM-dd"),
            "DATETIME" => Local("uuuu-MM-dd'T'HH:mm"),
            _ => "As discussed.",
        };
    }

    // the institution's place
    private string Local(string pattern) => site.Clock.Now.InZone(DateTimeZoneProviders.Tzdb["America/Edmonton"]).ToString(pattern, null);

    private async Task<ApiPerson> AsAsync(string name)
    {
        var who = name.ToLowerInvariant().Replace(' ', '.');
        return signedIn.TryGetValue(who, out var person) ? person : signedIn[who] = await ApiPerson.SignInAsync(site, who, who == "shauna.nowak" ? "fr" : "en");
    }

    private static string Text(JsonElement of, string property) => of.GetProperty(property).GetString()!;

    public ValueTask DisposeAsync()
    {
        foreach (var person in signedIn.Values) { person.Dispose(); }
        return ValueTask.CompletedTask;
    }
}
