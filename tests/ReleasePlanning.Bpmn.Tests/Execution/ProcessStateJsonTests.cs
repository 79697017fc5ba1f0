using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Bpmn.Execution;

namespace ReleasePlanning.Bpmn.Tests.Execution;

public sealed class ProcessStateJsonTests
{
    private static readonly Token Waiting = new(7, "ask", 3, "flow")
    {
        Waits = [new(WaitKind.Timer, "late", new("PT1H", Instant.FromUtc(2027, 1, 1, 0, 0), 2, 5) { Until = Instant.FromUtc(2028, 1, 1, 0, 0) }), new(WaitKind.WorkItem, "ask")],
        Stuck = StuckAt.Working
    };

    private static ProcessState State(params string[] names) => new(8, TokenSet.Of([Waiting, new(3, "scope", null)]),
        names.ToImmutableDictionary(n => n, n => (object?)n), false) { Written = ProcessState.New.Written.Union(["a", "B"]) };

    [Fact]
    public void Everything_comes_back()
    {
        var read = ProcessStateJson.Read(ProcessStateJson.Write(State("x")));
        read.NextId.ShouldBe(8);
        read.Ended.ShouldBeFalse();
        read.Tokens[0].ShouldBe(new Token(3, "scope", null) { Waits = read.Tokens[0].Waits });
        read.Tokens[1].Waits.ShouldBe(Waiting.Waits);
        (read.Tokens[1] with { Waits = [] }).ShouldBe(Waiting with { Waits = [] });
        read.Variables["x"].ShouldBe("x");
        read.Written.ToArray().ShouldBe(["B", "a"], "ordinal order, whatever the language of the machine");
    }

    [Fact]
    public void The_same_state_gives_the_same_text_whatever_way_it_was_built()
    {
        var names = Enumerable.Range(0, 50).Select(i => $"name{i}").ToArray();
        ProcessStateJson.Write(State([.. names.Reverse()])).ShouldBe(ProcessStateJson.Write(State(names)));
    }

    [Fact]
    public void The_text_is_the_one_rows_already_hold() => ProcessStateJson.Write(State("a")).ShouldBe(
        """{"nextId":8,"ended":false,"tokens":[{"id":3,"at":"scope"},{"id":7,"at":"ask","scope":3,"by":"flow","stuck":"Working","waits":[{"for":"Timer","at":"late","every":"PT1H","first":"2027-01-01T00:00:00Z","fired":2,"remaining":5,"until":"2028-01-01T00:00:00Z"},{"for":"WorkItem","at":"ask"}]}],"variables":{"a":"a"},"written":["B","a"]}""");
}
