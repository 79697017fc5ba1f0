using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.Web.Access;

/// <summary>Cookie keys in the database, so that every instance accepts what another issued and a restart signs nobody out.</summary>
public sealed class SharedKeys(IServiceScopeFactory scopes, IClock clock) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<ReleasePlanningDb>();
        return [.. db.Set<SharedKey>().AsNoTracking().Select(k => k.Xml).AsEnumerable().Select(XElement.Parse)];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<ReleasePlanningDb>();
        db.Add(new SharedKey { Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting), CreatedAt = clock.GetCurrentInstant() });
        db.SaveChanges();
    }
}
