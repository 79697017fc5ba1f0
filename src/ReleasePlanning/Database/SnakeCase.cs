using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace ReleasePlanning.Database;

/// <summary>Tables, columns, keys and indexes are named in snake_case, so that SQL reads like the field's words.</summary>
public sealed class SnakeCase : IModelFinalizingConvention
{
    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var entity in modelBuilder.Metadata.GetEntityTypes())
        {
            if (entity.GetTableName() is { } table) { entity.Builder.ToTable(Of(table)); }
            foreach (var p in entity.GetDeclaredProperties()) { p.Builder.HasColumnName(Of(p.GetColumnName())); }
            foreach (var k in entity.GetDeclaredKeys()) { k.Builder.HasName(Of(k.GetName()!)); }
            foreach (var f in entity.GetDeclaredForeignKeys()) { f.Builder.HasConstraintName(Of(f.GetConstraintName()!)); }
            foreach (var i in entity.GetDeclaredIndexes()) { i.Builder.HasDatabaseName(Of(i.GetDatabaseName()!)); }
        }
    }

    private static string Of(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var startsWord = char.IsUpper(name[i]) && i > 0 && name[i - 1] != '_'
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (startsWord) { text.Append('_'); }
            text.Append(char.ToLower(name[i], CultureInfo.InvariantCulture));
        }
        return text.ToString();
    }
}
