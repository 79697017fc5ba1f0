using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.BedSpaces;

/// <summary>How each house answered, by the kinds of case asked about. Counted anew every ten minutes: a share of many answers does not turn on the newest.</summary>
public sealed class KnownAnswers
{
    private static readonly Duration Fresh = Duration.FromMinutes(10);
    // replaced as a whole
    private volatile Kept? kept;

    private sealed record Kept(Instant At, ILookup<SiteId, AnswerRow> Rows);

    private static readonly string[] Kinds = [.. PersonNeeds.KindsOfCase];

    /// <summary>A case is like this one when they share a kind, or when neither has any.</summary>
    public async Task<Func<SiteId, PastAnswers>> LikeAsync(ReleasePlanningDb db, PersonNeeds person, Instant now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(person);
        if (kept is not { } had || now - had.At > Fresh || now < had.At) { kept = had = new(now, (await RowsAsync(db, ct)).ToLookup(r => SiteId.From(r.ResidenceId))); }
        var flags = person.CaseFlags;
        return house =>
        {
            var like = had.Rows[house].Where(r => flags.Length == 0 ? r.Flags.Length == 0 : r.Flags.Intersect(flags).Any()).ToList();
            return like.Count == 0 ? PastAnswers.None : new(like.Sum(r => r.Asked), like.Sum(r => r.Accepted));
        };
    }

    private static Task<List<AnswerRow>> RowsAsync(ReleasePlanningDb db, CancellationToken ct) => db.Database.SqlQuery<AnswerRow>($"""
        select a.residence_id as "ResidenceId", a.flags as "Flags", count(*)::int as "Asked", (count(*) filter (where a.state = 'Accepted'))::int as "Accepted"
        from (select r.residence_id, r.state, array(select f from unnest(x.flags) f where f = any({Kinds}) order by f) as flags
              from bed_referrals r join release_plans p on p.id = r.plan_id join people x on x.id = p.person_id
              where r.state in ('Accepted', 'Declined', 'NoAnswer')) a
        group by a.residence_id, a.flags
        """).ToListAsync(ct);

    private sealed record AnswerRow(Guid ResidenceId, string[] Flags, int Asked, int Accepted);
}
