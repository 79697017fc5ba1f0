namespace ReleasePlanning.People;

/// <summary>Who directs the work of a site, the nearest first. Pure.</summary>
public static class Supervision
{
    /// <param name="headquarters">The headquarters of the site's region.</param>
    public static IReadOnlyList<SiteRole> Of(Site site, SiteId? headquarters)
    {
        List<SiteRole> positions = site.Kind switch
        {
            SiteKind.Institution => [new(Roles.ManagerAssessmentInterventions, site.Id), new(Roles.AssistantWardenInterventions, site.Id)],
            SiteKind.ParoleOffice => [new(Roles.ParoleOfficerSupervisor, site.Id), new(Roles.AreaDirector, site.Id)],
            // a house has nobody of the service above its staff: the office that supervises its residents directs
            _ when site.ParoleOfficeId is { } office => [new(Roles.ParoleOfficerSupervisor, office), new(Roles.AreaDirector, office)],
            _ => [],
        };
        if (headquarters is { } above) { positions.AddRange([new(Roles.DistrictDirector, above), new(Roles.AssistantDeputyCommissioner, above)]); }
        return positions;
    }

    /// <summary>Whether somebody directs the work there: at the site itself, at the office of a house, or for the region.</summary>
    public static bool Directs(Actor actor, Site site, SiteId? headquarters) =>
        Roles.Supervising.Any(r => actor.Holds(r, site.Id)) || Of(site, headquarters).Any(p => actor.Holds(p.Role, p.SiteId));
}
