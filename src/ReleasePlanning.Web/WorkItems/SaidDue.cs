using System.Globalization;
using ReleasePlanning.Calendar;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Web.Api;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Web.WorkItems;

/// <summary>Why a step is due when it is: the code of what was counted, and the whole sentence.</summary>
public static class SaidDue
{
    public static SaidReason? Of(WorkItem item, Site site) => Of(item.DueReason, SayDue.Of(item, site, CultureInfo.CurrentUICulture));

    public static SaidReason? Of(ComingStep step)
    {
        var culture = CultureInfo.CurrentUICulture;
        var source = culture.TwoLetterISOLanguageName == "fr" ? step.Binding.BasisFr : step.Binding.BasisEn;
        return Of(step.DueReason, SayDue.Of(step.DueReason, step.DueAt, step.Binding.Basis, source, step.Site, culture));
    }

    private static SaidReason? Of(Reason? why, string? sentence) => why is null || sentence is null ? null : new(DueReasons.Parts(why).Why.Code, sentence);
}
