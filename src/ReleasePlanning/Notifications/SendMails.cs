using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.Notifications;

/// <summary>One round of mail: claims what is due, sends one after the other, writes down each result. When the server cannot be reached at all,
/// the rest of the round shares that failure instead of knocking once each.</summary>
public sealed class SendMails(IServiceScopeFactory scopes, IMailGateway gateway, MailSettings settings)
{
    public static readonly DeliveryChannel[] Channels = [DeliveryChannel.Mail, DeliveryChannel.Digest];
    private const int MostAtOnce = 20;

    /// <summary>How many were dealt with; zero means nothing is due, or mail is off.</summary>
    public async Task<int> RunAsync(Guid worker, CancellationToken ct)
    {
        if (!settings.IsOn) { return 0; }
        var (claimed, began) = await WithAsync(async s => (
            await s.GetRequiredService<ClaimDeliveries>().RunAsync(worker, Channels, MostAtOnce, ct), await s.GetRequiredService<IDatabaseTime>().NowAsync(s.GetRequiredService<ReleasePlanningDb>(), ct)));
        // a round must end before its lease does: what a slow server leaves is given back untried
        var (spent, budget) = (System.Diagnostics.Stopwatch.StartNew(), (ClaimDeliveries.Lease - settings.Timeout - Duration.FromSeconds(15)).ToTimeSpan());
        AttemptResult? down = null;
        for (var i = 0; i < claimed.Count; i++)
        {
            if (spent.Elapsed > budget) { await WithAsync(s => s.GetRequiredService<RecordDelivery>().PutBackAsync([.. claimed.Skip(i).Select(d => d.Id)], worker, ct)); break; }
            var delivery = claimed[i];
            var result = down ?? await AttemptAsync(delivery, ct);
            if (result.Unreachable) { down = result; }
            await WithAsync(s => s.GetRequiredService<RecordDelivery>().RunAsync(delivery, worker, result, ct));
            if (i == claimed.Count - 1 || result.Error is not null) { await NoteHealthAsync(result, began, ct); }
        }
        return claimed.Count;
    }

    private async Task<AttemptResult> AttemptAsync(Delivery delivery, CancellationToken ct)
    {
        try
        {
            var mail = await WithAsync(s => s.GetRequiredService<ComposeMail>().RunAsync(delivery, ct));
            return mail is null ? AttemptResult.HadNoUse : await gateway.SendAsync(mail, ct);
        }
        // one mail that cannot be made takes no other with it
        catch (Exception e) when (e is not OperationCanceledException and not OutOfMemoryException) { return new(e.GetType().Name + ": " + e.Message); }
    }

    private Task<int> NoteHealthAsync(AttemptResult result, Instant at, CancellationToken ct) => WithAsync(s =>
    {
        var row = s.GetRequiredService<ReleasePlanningDb>().Set<OutboxChannel>().Where(c => c.Channel == DeliveryChannel.Mail);
        return result.Error is { } error
            ? row.ExecuteUpdateAsync(c => c.SetProperty(x => x.FailingSince, x => x.FailingSince ?? at).SetProperty(x => x.LastError, error), ct)
            : row.ExecuteUpdateAsync(c => c.SetProperty(x => x.FailingSince, (Instant?)null).SetProperty(x => x.LastSuccessAt, at), ct);
    });

    private async Task<T> WithAsync<T>(Func<IServiceProvider, Task<T>> act)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await act(scope.ServiceProvider);
    }
}
