using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Database;

namespace ReleasePlanning.People;

internal static class ImportReplace
{
    /// <summary>Gives a kept row the values just read, except its keys and its version.</summary>
    /// <returns>Whether anything is different.</returns>
    public static bool Replace<T>(this ReleasePlanningDb db, T before, T now) where T : class
    {
        var entry = db.Entry(before);
        foreach (var property in entry.Properties.Where(p => !p.Metadata.IsPrimaryKey() && !p.Metadata.IsConcurrencyToken))
        {
            property.CurrentValue = property.Metadata.PropertyInfo!.GetValue(now);
        }
        return entry.State == EntityState.Modified;
    }
}
