using NodaTime;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Workflows;

/// <summary>What a slice gives back when a plan ends without a release: a held bed, a booked journey, a referral still out. Runs in the ending's transaction.</summary>
public interface IPlanEnding
{
    Task RunAsync(ReleasePlan plan, Instant now, CancellationToken ct);
}
