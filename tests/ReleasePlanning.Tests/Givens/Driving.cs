using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.Givens;

/// <summary>Lets a plan run on as everybody involved would.</summary>
public static class Driving
{
    /// <summary>Completes every open step as its owner with its first outcome, and moves the clock when nothing is open, until a step is there.</summary>
    public static async Task DriveToAsync(this Acting acting, DemoRegionFixture region, ReleasePlanId plan, string element)
    {
        for (var round = 0; round < 400; round++)
        {
            await acting.FireDueAsync();
            var open = await acting.OpenStepsAsync(plan);
            if (open.Exists(s => s.ElementId == element)) { return; }
            if (open.Count > 0)
            {
                // what depends on everything else comes last
                var step = open.OrderBy(s => s.Form is "readiness" or "record-release" ? 1 : 0).First();
                (await acting.CompleteAsync(region, step)).Problems.ShouldBeEmpty(step.ElementId);
                continue;
            }
            var next = await acting.ReadAsync(db => db.Set<WorkflowTimer>().Where(t => t.PlanId == plan && t.DueAt > acting.Clock.Now && t.DueAt < WorkflowTimer.NotYetKnown)
                .OrderBy(t => t.DueAt).Select(t => (Instant?)t.DueAt).FirstOrDefaultAsync());
            acting.Clock.Now = next ?? throw new InvalidOperationException("Nothing is open and nothing will fire.");
        }
        throw new InvalidOperationException($"{element} never opened.");
    }
}
