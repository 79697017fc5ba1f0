using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using NodaTime.Text;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.Givens;

/// <summary>Answers a step as a careful person would: defaults kept, required fields filled in by kind.</summary>
public static class Answers
{
    public static async Task<Dictionary<string, string?>> ForAsync(IServiceProvider services, WorkItem item, string outcome, Actor actor, Instant now)
    {
        var db = services.GetRequiredService<ReleasePlanningDb>();
        var form = services.GetRequiredService<StepForms>().Find(item.Form)!;
        var plan = await db.Set<ReleasePlan>().SingleAsync(p => p.Id == item.PlanId);
        var person = await db.Set<Person>().SingleAsync(p => p.Id == plan.PersonId);
        var places = services.GetRequiredService<PlanPlaces>();
        var site = await places.SiteAsync(item.SiteId, default);
        var step = new StepContext(db, plan, person, item, site, await places.DaysAsync(site, default), actor, now);
        var answers = new Dictionary<string, string?>();
        foreach (var field in await form.FieldsAsync(step, default))
        {
            var text = field.Default is null ? null : Write(field.Default);
            if (text is null or "" && field.IsNeededFor(outcome)) { text = Fill(field, step); }
            if (text is not (null or "") && (field.IsNeededFor(outcome) || field.Default is not null)) { answers[field.Name] = text; }
        }
        // where nothing suits, a house is asked with a reason
        if (form is RankReferrals) { answers["reason"] = "Nothing else is near."; }
        return answers;
    }

    private static string Fill(FormField field, StepContext step) => field.Kind switch
    {
        FieldKind.Date => Write(step.Today),
        FieldKind.DateTime => Write(step.Now.InZone(step.Zone).LocalDateTime),
        FieldKind.Choice or FieldKind.Site => field.Choices[0].Code,
        FieldKind.YesNo or FieldKind.Confirm => "true",
        FieldKind.Amount => "80.00",
        _ => "As discussed.",
    };

    private static string Write(object value) => value switch
    {
        LocalDate d => LocalDatePattern.Iso.Format(d),
        LocalDateTime t => t.ToString("uuuu-MM-dd'T'HH:mm", CultureInfo.InvariantCulture),
        bool b => b ? "true" : "false",
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
