using System.Globalization;
using System.Text.Json;
using NodaTime;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;
using ReleasePlanning.Web.Layout;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.Workflows;

/// <summary>Messages and signals for programs: who waits, what is kept, sending.</summary>
public static class MessageEndpoints
{
    private const int MostKept = 200;

    public static void MapMessages(this IEndpointRouteBuilder api)
    {
        api.MapGet("/subscriptions", WaitingAsync).WithTags("Messages").RequireAuthorization(Policies.Administer)
            .Reads<Paged<Waiting>>("Who waits for a message or signal: kind (message, signal), q (part of a name, key or plan number), page.");
        var messages = api.MapGroup("/messages").WithTags("Messages");
        messages.MapGet("", KeptAsync).RequireAuthorization(Policies.Administer).Reads<IReadOnlyList<Kept>>("Messages kept until somebody waits for them, the first sent first.");
        messages.MapPost("", SendAsync).RequireAuthorization(Policies.Administer)
            .Changes<Answer>("Sends a message to exactly one receiver, found by name, key and plan. Sent again with the same messageId, it is answered as the first time and not delivered again.");
        api.MapPost("/signals", SignalAsync).WithTags("Messages").RequireAuthorization(Policies.Administer).Changes<SentSignal>("Sends a signal to every plan that waits for it now.");
    }

    public sealed record Waiting(
        AwaitedKind Kind, string Name, string? Key, ReleasePlanId PlanId, string PlanNumber, WorkflowInstanceId RunId, string ProcessId, string ElementId, string ElementName, Instant OpenedAt);
    public sealed record Kept(string MessageId, string Name, string? Key, ReleasePlanId? PlanId, string? PlanNumber, Instant SentAt, Instant? KeptUntil);
    /// <param name="Ttl">How long it may wait for a receiver, such as PT4H or P2D; left out: not at all.</param>
    /// <param name="Variables">A JSON object; days and times as in {"$date":"2026-12-03"}.</param>
    public sealed record Message(string Name, string MessageId, string? Key = null, ReleasePlanId? Plan = null, string? Ttl = null, JsonElement? Variables = null);
    /// <param name="State">Delivered, or waiting for a receiver until keptUntil.</param>
    /// <param name="Repeated">True when this messageId had been sent before; the rest is the first answer.</param>
    public sealed record Answer(string MessageId, MessageState State, Instant SentAt, Instant? KeptUntil, Instant? DeliveredAt, ReleasePlanId? PlanId, WorkflowInstanceId? RunId, string? ElementId, bool Repeated);
    public sealed record Signal(string Name, string Reason, JsonElement? Variables = null);

    private static async Task<Paged<Waiting>> WaitingAsync(HttpContext http, WaitingQueries waiting, CancellationToken ct)
    {
        var address = new PageAddress(http.Request);
        var found = await waiting.ListAsync(WaitingAddress.Filter(address), address.PageNumber, PageAddress.PageSize, ct);
        var language = CultureInfo.CurrentUICulture.Name;
        return new([.. found.Items.Select(w => new Waiting(
            w.Subscription.Kind, w.Subscription.Name, w.Subscription.CorrelationKey, w.Subscription.PlanId, w.PlanNumber, w.Subscription.InstanceId, w.ProcessId, w.Subscription.ElementId, w.Name(language), w.Subscription.OpenedAt))], found.Total);
    }

    private static async Task<IReadOnlyList<Kept>> KeptAsync(WaitingQueries waiting, CancellationToken ct) =>
        [.. (await waiting.KeptAsync(MostKept, ct)).Select(k => new Kept(k.Message.MessageId, k.Message.Name, k.Message.CorrelationKey, k.Message.PlanId, k.PlanNumber, k.Message.SentAt, k.Message.KeptUntil))];

    private static async Task<IResult> SendAsync(Message asked, HttpContext http, CorrelateMessage correlate, CancellationToken ct)
    {
        var (variables, wrong) = SentValues.Variables(asked.Variables);
        var (keep, late) = SentValues.Time(asked.Ttl);
        List<Problem> problems = [.. new[] { wrong, late }.OfType<Problem>()];
        if (problems.Count > 0) { return Problems.Of(OutcomeKind.Refused, problems); }
        var sent = await correlate.RunAsync(new(asked.Name, asked.Key, asked.Plan, asked.MessageId, keep, variables), SignedIn.From(http.User)!.Actor, ct);
        return sent.ToResult(s => Results.Ok(new Answer(
            s.Message.MessageId, s.Message.State, s.Message.SentAt, s.Message.KeptUntil, s.Message.DeliveredAt, s.Message.ToPlanId, s.Message.ToInstanceId, s.Message.ToElementId, s.Repeated)));
    }

    private static async Task<IResult> SignalAsync(Signal asked, HttpContext http, SendSignal send, CancellationToken ct)
    {
        var (variables, wrong) = SentValues.Variables(asked.Variables);
        return wrong is not null
            ? Problems.Of(OutcomeKind.Refused, [wrong])
            : (await send.RunAsync(asked.Name, variables, asked.Reason, SignedIn.From(http.User)!.Actor, ct)).ToResult(Results.Ok);
    }
}
