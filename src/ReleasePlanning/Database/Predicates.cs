using System.Linq.Expressions;

namespace ReleasePlanning.Database;

/// <summary>Builds "any of these holds" for a query whose number of conditions is known only when it runs, such as one per role held.</summary>
public static class Predicates
{
    public static Expression<Func<T, bool>> AnyOf<T>(params IEnumerable<Expression<Func<T, bool>>> conditions)
    {
        var row = Expression.Parameter(typeof(T), "row");
        var bodies = conditions.Select(c => new Rename(c.Parameters[0], row).Visit(c.Body));
        return Expression.Lambda<Func<T, bool>>(bodies.Aggregate((Expression)Expression.Constant(false), (a, b) => a is ConstantExpression ? b : Expression.OrElse(a, b)), row);
    }

    public static Expression<Func<T, bool>> BothOf<T>(Expression<Func<T, bool>> one, Expression<Func<T, bool>> other)
    {
        var row = Expression.Parameter(typeof(T), "row");
        return Expression.Lambda<Func<T, bool>>(Expression.AndAlso(new Rename(one.Parameters[0], row).Visit(one.Body), new Rename(other.Parameters[0], row).Visit(other.Body)), row);
    }

    /// <summary>A text a person typed, as the pattern that finds it anywhere and nothing else.</summary>
    public static string Anywhere(string word) =>
        "%" + Exactly(word) + "%";

    /// <summary>A text as the pattern that finds it and nothing else, in capitals or not.</summary>
    public static string Exactly(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    /// <summary>The words a person typed; a handful is enough to find anything.</summary>
    public static IEnumerable<string> Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(6).Select(Anywhere);

    private sealed class Rename(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : base.VisitParameter(node);
    }
}
