using NodaTime;
using NodaTime.Text;
using ReleasePlanning.Audit;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;
using ReleasePlanning.Web.Layout;

namespace ReleasePlanning.Web.Audit;

/// <summary>The audit log for auditors' programs.</summary>
public static class AuditEndpoints
{
    private const int Size = 100;

    public static void MapAudit(this IEndpointRouteBuilder api)
    {
        var audit = api.MapGroup("/audit").WithTags("Audit");
        audit.MapGet("", ListAsync).RequireAuthorization(Policies.ReadAudit).Reads<Paged<AuditLine>>("Lines of the log, newest first: plan (number), who, act, from, until (days), page. The reading is a line too.");
        audit.MapGet("/chain", VerifyAsync).RequireAuthorization(Policies.ReadAudit).Reads<ChainCheck>("Recomputes the chain of hashes and names the lines that do not follow.");
    }

    public sealed record AuditLine(long Id, string Stream, Instant At, StaffId? ActorId, string Actor, string Act, ReleasePlanId? PlanId, string? PlanNumber, WorkItemId? WorkItemId, SaidReason Detail, string Hash);

    private static async Task<IResult> ListAsync(HttpContext http, ReadAudit read, CancellationToken ct)
    {
        var address = new PageAddress(http.Request);
        var filter = new AuditFilter(address["plan"] ?? "", address["who"] ?? "", address["act"] ?? "", Date(address["from"]), Date(address["until"]));
        return (await read.RunAsync(filter, SignedIn.From(http.User)!.Actor, address.PageNumber, Size, ct)).ToResult(found => Results.Ok(new Paged<AuditLine>(
            [.. found.Items.Select(r => new AuditLine(
                r.Entry.Id, r.Entry.Stream, r.Entry.At, r.Entry.ActorId, r.Entry.ActorName, r.Entry.Act, r.Entry.PlanId, r.PlanNumber, r.Entry.WorkItemId, SaidReason.Of(r.Entry.Detail), r.Entry.Hash))], found.Total)));
    }

    private static async Task<IResult> VerifyAsync(HttpContext http, VerifyAudit verify, CancellationToken ct) =>
        (await verify.RunAsync(SignedIn.From(http.User)!.Actor, ct)).ToResult(check => Results.Ok(check));

    private static LocalDate? Date(string? text) => text is not null && LocalDatePattern.Iso.Parse(text) is { Success: true } day ? day.Value : null;
}
