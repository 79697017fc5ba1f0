using System.Collections.Immutable;

namespace ReleasePlanning.Bpmn.Conditions;

internal sealed partial class FeelParser
{
    private delegate IEnumerable<object?>? Source(FeelScope scope);

    private Eval For()
    {
        var position = tokens[at++].Position;
        var iterators = Iterators();
        Expect("return");
        var body = Expression();
        return s =>
        {
            var results = ImmutableArray.CreateBuilder<object?>();
            return Each(iterators, 0, s, position, inner =>
            {
                results.Add(body(inner));
                return true;
            }) ? results.ToImmutable() : null;
        };
    }

    private Eval Quantified(bool some)
    {
        var position = tokens[at++].Position;
        var iterators = Iterators();
        Expect("satisfies");
        var body = Expression();
        return s =>
        {
            bool? answer = !some;
            var listed = Each(iterators, 0, s, position, inner =>
            {
                var one = body(inner) as bool?;
                answer = some ? FeelLogic.Or(answer, one) : FeelLogic.And(answer, one);
                return answer != some;
            });
            return listed || answer == some ? answer : null;
        };
    }

    private List<(string Name, Source Source)> Iterators()
    {
        var iterators = new List<(string, Source)>();
        do
        {
            if (Current.Kind != TokenKind.Name || Keywords.Contains(Current.Text)) throw Unexpected();
            var name = tokens[at++].Text;
            Expect("in");
            var position = Current.Position;
            var first = Expression();
            if (!Take(".."))
            {
                iterators.Add((name, s => first(s) switch { null => null, IReadOnlyList<object?> list => list, var one => [one] }));
                continue;
            }
            var last = Expression();
            iterators.Add((name, s => first(s) is decimal a && last(s) is decimal b && decimal.Truncate(a) == a ? Count(a, b) : null));
        } while (Take(","));
        return iterators;
    }

    private static IEnumerable<object?> Count(decimal first, decimal last)
    {
        var step = first <= last ? 1 : -1;
        for (var i = first; step > 0 ? i <= last : i >= last; i += step) yield return i;
    }

    // false when a source is not a list; the body returns false to stop early
    private static bool Each(List<(string Name, Source Source)> iterators, int index, FeelScope scope, int position, Func<FeelScope, bool> body)
    {
        var stopped = false;
        return Run(index, scope);

        bool Run(int i, FeelScope s)
        {
            if (i == iterators.Count)
            {
                stopped = !body(s);
                return true;
            }
            if (iterators[i].Source(s) is not { } values) return false;
            foreach (var value in values)
            {
                s.Spend(position);
                if (!Run(i + 1, s.With(ImmutableDictionary<string, object?>.Empty.Add(iterators[i].Name, value)))) return false;
                if (stopped) return true;
            }
            return true;
        }
    }
}
