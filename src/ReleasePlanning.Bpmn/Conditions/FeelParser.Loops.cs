using System.Collections.Immutable;
using NodaTime;

namespace ReleasePlanning.Bpmn.Conditions;

internal sealed partial class FeelParser
{
    private delegate IEnumerable<object?>? Source(FeelScope scope);

    // whether the loop being read looks at the results it has so far
    private bool usesPartial;

    private Eval For()
    {
        var position = tokens[at++].Position;
        var bound = locals.Count;
        var iterators = Iterators();
        Expect("return");
        var outer = usesPartial;
        usesPartial = false;
        locals.Add("partial");
        var body = Expression();
        locals.RemoveRange(bound, locals.Count - bound);
        (var partial, usesPartial) = (usesPartial, outer);
        exists = null;
        return s =>
        {
            var results = ImmutableArray.CreateBuilder<object?>();
            return Each(iterators, s, position, () =>
            {
                if (partial)
                {
                    s.Spend(position, results.Count / 16);
                    s.Bind("partial", results.ToImmutable());
                }
                results.Add(body(s));
                return true;
            }) ? results.ToImmutable() : null;
        };
    }

    private Eval Quantified(bool some)
    {
        var position = tokens[at++].Position;
        var bound = locals.Count;
        var iterators = Iterators();
        Expect("satisfies");
        var body = Expression();
        locals.RemoveRange(bound, locals.Count - bound);
        exists = null;
        return s =>
        {
            bool? answer = !some;
            var listed = Each(iterators, s, position, () =>
            {
                var one = body(s) as bool?;
                answer = some ? FeelLogic.Or(answer, one) : FeelLogic.And(answer, one);
                return answer != some;
            });
            return FeelBox.Of(listed || answer == some ? answer : null);
        };
    }

    private List<(string Name, Source Source)> Iterators()
    {
        var iterators = new List<(string, Source)>();
        do
        {
            var name = BoundName();
            Expect("in");
            var first = Expression();
            if (!Take(".."))
                iterators.Add((name, s => Items(first(s))));
            else
            {
                var last = Expression();
                iterators.Add((name, s => Count(first(s), last(s))));
            }
            locals.Add(name);
        } while (Take(","));
        return iterators;
    }

    private static IEnumerable<object?>? Items(object? value) => value switch
    {
        null => null,
        IReadOnlyList<object?> list => list,
        FeelRange range => Counted(range),
        _ => [value]
    };

    // a range can be gone through when it has two ends and steps between them
    private static IEnumerable<object?>? Counted(FeelRange range)
    {
        if (Count(range.Low, range.High) is not { } all) return null;
        return all.Where(v => range.Includes(v) is true);
    }

    private static IEnumerable<object?>? Count(object? first, object? last) => (first, last) switch
    {
        (decimal a, decimal b) when decimal.Truncate(a) == a => Numbers(a, b),
        (LocalDate a, LocalDate b) => Days(a, b),
        _ => null
    };

    private static IEnumerable<object?> Numbers(decimal first, decimal last)
    {
        var step = first <= last ? 1 : -1;
        for (var i = first; step > 0 ? i <= last : i >= last; i += step) yield return FeelBox.Of(i);
    }

    private static IEnumerable<object?> Days(LocalDate first, LocalDate last)
    {
        var step = first <= last ? 1 : -1;
        for (var day = first; ; day = day.PlusDays(step))
        {
            yield return day;
            if (day == last) yield break;
        }
    }

    // false when a source is not a list; the body returns false to stop early
    private static bool Each(List<(string Name, Source Source)> iterators, FeelScope scope, int position, Func<bool> body)
    {
        var stopped = false;
        return Run(0);

        bool Run(int i)
        {
            if (i == iterators.Count)
            {
                stopped = !body();
                return true;
            }
            if (iterators[i].Source(scope) is not { } values) return false;
            var outer = scope.Frame;
            foreach (var value in values)
            {
                scope.Spend(position);
                scope.Bind(iterators[i].Name, FeelValue.Shallow(value));
                var listed = Run(i + 1);
                scope.Frame = outer;
                if (!listed) return false;
                if (stopped) return true;
            }
            return true;
        }
    }
}
