using System.Globalization;

namespace ReleasePlanning.Benchmarks.Chaos;

public static class ChaosReport
{
    public static void Write(ChaosResult run, string loadBefore, string loadAfter, TextWriter to)
    {
        var f = run.Found;
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            chaos; before: {loadBefore}; after: {loadAfter}
            {run.Options.Days} simulated days in steps of {run.Options.Jump.TotalMinutes:F0} minutes, seed {run.Options.Seed}; {run.Seconds:F0} s, after {run.OpeningSeconds:F0} s of opening steps
            steps with a deadline and five rungs {run.Steps,12:N0}
            processes beside each other          {run.Options.Processes,12:N0}, started {run.Started} times, killed {run.Killed} times
            PostgreSQL stopped at once           {run.Crashes,12:N0} times

            rungs whose moment came              {f.Expected,12:N0}   counted from the rules
            escalations raised                   {f.Raised,12:N0}
            rungs another notice stands for      {f.Merged,12:N0}   and says so: nothing ran when they came due
            lost                                 {f.Lost,12:N0}
            twice                                {f.Twice,12:N0}
            early                                {f.Early,12:N0}
            unexpected                           {f.Unexpected,12:N0}
            without exactly one message          {f.Untold,12:N0}
            without its line in the log          {f.Unaudited,12:N0}
            due timers left                      {f.DueTimersLeft,12:N0}
            incidents                            {f.Incidents,12:N0}
            broken audit lines                   {f.BrokenAuditLines,12:N0}
            {(f.IsClean ? "every escalation exactly once, none early, nothing lost" : "NOT CLEAN")}

            counted by:
            """));
        to.WriteLine(Reconciliation.Query);
    }
}
