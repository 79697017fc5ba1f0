using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.Web.Access;

namespace ReleasePlanning.Web.Api;

/// <summary>A change sent again with the same Idempotency-Key gets the first answer and is not done twice; with another body it is refused.</summary>
public sealed class IdempotentChanges(RequestDelegate next)
{
    public const string Header = "Idempotency-Key";
    private const int LongestKey = 200;

    // an instance that was killed half way leaves its key unanswered; after this long another attempt may take it over
    private static readonly Duration Abandoned = Duration.FromMinutes(2);

    public async Task InvokeAsync(HttpContext http, IServiceScopeFactory scopes, IClock clock)
    {
        var key = http.Request.Headers[Header].ToString();
        if (key.Length == 0 || SignedIn.From(http.User) is not { } me) { await next(http); return; }
        if (key.Length > LongestKey) { await Problems.Answer(400, Problem.With("", "page.problem.key-too-long", LongestKey)).ExecuteAsync(http); return; }

        // a context of its own: the act's transaction is the act's
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ReleasePlanningDb>();
        var asked = new IdempotencyKey
        {
            StaffId = me.StaffId, Key = key, Method = http.Request.Method, Path = http.Request.Path + http.Request.QueryString,
            BodySha256 = await HashAsync(http.Request, http.RequestAborted), CreatedAt = clock.GetCurrentInstant(),
        };
        if (!await ClaimAsync(db, asked))
        {
            var first = await db.Set<IdempotencyKey>().AsNoTracking().SingleOrDefaultAsync(k => k.StaffId == me.StaffId && k.Key == key);
            await RepeatAsync(http, asked, first);
            return;
        }
        await AnswerAndKeepAsync(http, db, asked);
    }

    private static async Task<bool> ClaimAsync(ReleasePlanningDb db, IdempotencyKey asked) => await db.Database.ExecuteSqlAsync($"""
        insert into idempotency_keys (staff_id, key, method, path, body_sha256, created_at)
        values ({asked.StaffId.Value}, {asked.Key}, {asked.Method}, {asked.Path}, {asked.BodySha256}, {asked.CreatedAt.ToDateTimeUtc()})
        on conflict (staff_id, key) do update set created_at = excluded.created_at
            where idempotency_keys.status is null and idempotency_keys.body_sha256 = excluded.body_sha256
              and idempotency_keys.created_at < {(asked.CreatedAt - Abandoned).ToDateTimeUtc()}
        """) == 1;

    private static async Task RepeatAsync(HttpContext http, IdempotencyKey asked, IdempotencyKey? first)
    {
        if (first is null || (first.Status is null && Same(first, asked)))
        {
            await Problems.Answer(409, Problem.With("", "page.problem.key-running", asked.Key)).ExecuteAsync(http);
        }
        else if (!Same(first, asked))
        {
            await Problems.Answer(409, Problem.With("", "page.problem.key-reused", asked.Key, first.Method, first.Path)).ExecuteAsync(http);
        }
        else
        {
            http.Response.StatusCode = first.Status!.Value;
            http.Response.ContentType = first.ContentType;
            http.Response.Headers["Idempotent-Replayed"] = "true";
            await http.Response.WriteAsync(first.Body ?? "");
        }
    }

    private static bool Same(IdempotencyKey first, IdempotencyKey asked) =>
        (first.Method, first.Path, first.BodySha256) == (asked.Method, asked.Path, asked.BodySha256);

    private async Task AnswerAndKeepAsync(HttpContext http, ReleasePlanningDb db, IdempotencyKey asked)
    {
        var client = http.Response.Body;
        using var copy = new MemoryStream();
        http.Response.Body = copy;
        var mine = db.Set<IdempotencyKey>().Where(k => k.StaffId == asked.StaffId && k.Key == asked.Key);
        try
        {
            await next(http);
        }
        catch
        {
            http.Response.Body = client;
            await mine.ExecuteDeleteAsync();
            throw;
        }
        http.Response.Body = client;
        var body = System.Text.Encoding.UTF8.GetString(copy.ToArray());
        var (status, type) = (http.Response.StatusCode, http.Response.ContentType);
        if (status >= 500) { await mine.ExecuteDeleteAsync(); }
        else { await mine.ExecuteUpdateAsync(k => k.SetProperty(x => x.Status, status).SetProperty(x => x.ContentType, type).SetProperty(x => x.Body, body)); }
        copy.Position = 0;
        await copy.CopyToAsync(client, http.RequestAborted);
    }

    private static async Task<string> HashAsync(HttpRequest request, CancellationToken ct)
    {
        request.EnableBuffering();
        var hash = await SHA256.HashDataAsync(request.Body, ct);
        request.Body.Position = 0;
        return Convert.ToHexStringLower(hash);
    }
}
