using NodaTime;

namespace ReleasePlanning.People;

/// <summary>Pure: the days of an absence on which nobody stands in, because the cover left, lost the role, or is away in a circle.</summary>
public static class CoverGaps
{
    // a longer look into the future than anybody plans for
    private const int MostDays = 400;

    public static IReadOnlyList<LocalDate> Of(Absence absence, ILookup<StaffId, Away> absences, IReadOnlyDictionary<StaffId, Colleague> known)
    {
        if (!known.TryGetValue(absence.StaffId, out var away) || !away.Active) { return []; }
        var works = away.Roles.Where(r => absence.Role is null || (r.Role == absence.Role && r.SiteId == absence.SiteId)).Select(r => new Work(r.Role, r.SiteId)).ToList();
        var chain = Along(absence.StaffId, absences);
        var gaps = new List<LocalDate>();
        for (var day = absence.FromOn; day <= absence.LastOn && Period.DaysBetween(absence.FromOn, day) < MostDays; day = day.PlusDays(1))
        {
            if (works.Exists(w => StandInRule.Find(absence.StaffId, w, day, chain, known.GetValueOrDefault).NeedsSupervisor)) { gaps.Add(day); }
        }
        return gaps;
    }

    private static List<Away> Along(StaffId from, ILookup<StaffId, Away> absences)
    {
        var (reached, open, found) = (new HashSet<StaffId> { from }, new Queue<StaffId>([from]), new List<Away>());
        while (open.TryDequeue(out var who))
        {
            foreach (var away in absences[who])
            {
                found.Add(away);
                if (reached.Add(away.Cover)) { open.Enqueue(away.Cover); }
            }
        }
        return found;
    }
}
