using System.Collections.Immutable;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using ReleasePlanning.Bpmn.Conditions;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>Reads a state straight from the text. Properties it does not know are passed over, so that an older version can read what a newer one wrote.</summary>
internal sealed class StateReader
{
    // The same few element ids come again and again.
    private readonly List<string> ids = [];

    internal ProcessState Read(ref Utf8JsonReader json)
    {
        var state = ProcessState.New;
        while (NextProperty(ref json, out var name))
        {
            state = name switch
            {
                "nextId" => state with { NextId = json.GetInt64() },
                "ended" => state with { Ended = json.GetBoolean() },
                "called" => state with { IsCalled = json.GetBoolean() },
                "tokens" => state with { Tokens = new TokenSet([.. ReadTokens(ref json)]) },
                "waits" => state with { ProcessWaits = ReadWaits(ref json) },
                "undo" => state with { Compensables = ReadCompensables(ref json) },
                "variables" => state with { Variables = Context(ref json) },
                "written" => state with { Written = ReadNames(ref json) },
                _ => Skip(ref json, state)
            };
        }
        return state;
    }

    private List<Token> ReadTokens(ref Utf8JsonReader json)
    {
        var tokens = new List<Token>();
        while (NextItem(ref json))
            tokens.Add(ReadToken(ref json));
        tokens.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        return tokens;
    }

    private Token ReadToken(ref Utf8JsonReader json)
    {
        long id = 0;
        long? scope = null, undoes = null;
        int? instance = null;
        string at = "";
        string? by = null;
        StuckAt? stuck = null;
        LoopState? loop = null;
        ImmutableDictionary<string, object?>? locals = null;
        ImmutableArray<Wait> waits = [];
        while (NextProperty(ref json, out var name))
        {
            switch (name)
            {
                case "id": id = json.GetInt64(); break;
                case "at": at = Id(ref json); break;
                case "scope": scope = json.GetInt64(); break;
                case "by": by = Id(ref json); break;
                case "stuck": stuck = Enum.Parse<StuckAt>(json.GetString()!); break;
                case "instance": instance = json.GetInt32(); break;
                case "undoes": undoes = json.GetInt64(); break;
                case "own": locals = Context(ref json); break;
                case "loop": loop = ReadLoop(ref json); break;
                case "waits": waits = ReadWaits(ref json); break;
                default: json.Skip(); break;
            }
        }
        return new(id, at, scope, by) { Stuck = stuck, Instance = instance, Undoes = undoes, Locals = locals, Loop = loop, Waits = waits };
    }

    private static LoopState ReadLoop(ref Utf8JsonReader json)
    {
        var loop = new LoopState(null, 0, 0);
        while (NextProperty(ref json, out var name))
        {
            loop = name switch
            {
                "total" => loop with { Total = json.GetInt32() },
                "started" => loop with { Started = json.GetInt32() },
                "completed" => loop with { Completed = json.GetInt32() },
                "elements" => loop with { Elements = ReadValues(ref json) },
                "results" => loop with { Results = ReadValues(ref json) },
                _ => Skip(ref json, loop)
            };
        }
        return loop;
    }

    private ImmutableArray<Compensable> ReadCompensables(ref Utf8JsonReader json)
    {
        var all = ImmutableArray.CreateBuilder<Compensable>();
        while (NextItem(ref json))
        {
            var one = new Compensable("", null, null, []);
            while (NextProperty(ref json, out var name))
            {
                one = name switch
                {
                    "at" => one with { ActivityId = Id(ref json) },
                    "scope" => one with { ScopeTokenId = json.GetInt64() },
                    "own" => one with { Locals = Context(ref json) },
                    "undo" => one with { Inner = ReadCompensables(ref json) },
                    _ => Skip(ref json, one)
                };
            }
            all.Add(one);
        }
        return all.DrainToImmutable();
    }

    private ImmutableArray<Wait> ReadWaits(ref Utf8JsonReader json)
    {
        var waits = ImmutableArray.CreateBuilder<Wait>();
        while (NextItem(ref json))
            waits.Add(ReadWait(ref json));
        return waits.DrainToImmutable();
    }

    private Wait ReadWait(ref Utf8JsonReader json)
    {
        var kind = WaitKind.WorkItem;
        string at = "";
        string? every = null;
        var (first, until) = (default(Instant), (Instant?)null);
        var fired = 0;
        int? remaining = null;
        while (NextProperty(ref json, out var name))
        {
            switch (name)
            {
                case "for": kind = Kind(ref json); break;
                case "at": at = Id(ref json); break;
                case "every": every = json.GetString(); break;
                case "first": first = InstantPattern.ExtendedIso.Parse(json.GetString()!).Value; break;
                case "fired": fired = json.GetInt32(); break;
                case "remaining": remaining = json.GetInt32(); break;
                case "until": until = InstantPattern.ExtendedIso.Parse(json.GetString()!).Value; break;
                default: json.Skip(); break;
            }
        }
        return new(kind, at, every is null ? null : new(every, first, fired, remaining) { Until = until });
    }

    private static WaitKind Kind(ref Utf8JsonReader json) =>
        json.ValueTextEquals("WorkItem"u8) ? WaitKind.WorkItem : json.ValueTextEquals("Timer"u8) ? WaitKind.Timer : Enum.Parse<WaitKind>(json.GetString()!);

    private static ImmutableArray<object?> ReadValues(ref Utf8JsonReader json)
    {
        var values = ImmutableArray.CreateBuilder<object?>();
        while (NextItem(ref json))
            values.Add(FeelJson.Read(ref json));
        return values.DrainToImmutable();
    }

    private static ImmutableDictionary<string, object?> Context(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            throw new JsonException("Variables are an object.");
        var variables = ImmutableDictionary.CreateBuilder<string, object?>();
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            var name = json.GetString()!;
            json.Read();
            variables[name] = FeelJson.Read(ref json);
        }
        return variables.ToImmutable();
    }

    private static ImmutableSortedSet<string> ReadNames(ref Utf8JsonReader json)
    {
        var names = ProcessState.NothingWritten;
        while (NextItem(ref json))
            names = names.Add(json.GetString()!);
        return names;
    }

    private string Id(ref Utf8JsonReader json)
    {
        foreach (var known in ids)
        {
            if (json.ValueTextEquals(known))
                return known;
        }
        var id = json.GetString()!;
        if (ids.Count < 16)
            ids.Add(id);
        return id;
    }

    private static bool NextProperty(ref Utf8JsonReader json, out string name)
    {
        name = "";
        if (!json.Read() || json.TokenType == JsonTokenType.EndObject)
            return false;
        name = Known(ref json);
        json.Read();
        return true;
    }

    private static readonly string[] Names =
    [
        "id", "at", "waits", "for", "scope", "by", "nextId", "ended", "tokens", "variables", "written", "called", "undo", "own", "loop", "instance", "undoes", "stuck",
        "every", "first", "fired", "remaining", "until", "total", "started", "completed", "elements", "results"
    ];

    private static string Known(ref Utf8JsonReader json)
    {
        foreach (var name in Names)
        {
            if (json.ValueTextEquals(name))
                return name;
        }
        return json.GetString()!;
    }

    private static bool NextItem(ref Utf8JsonReader json) => json.Read() && json.TokenType != JsonTokenType.EndArray;

    private static T Skip<T>(ref Utf8JsonReader json, T unchanged)
    {
        json.Skip();
        return unchanged;
    }
}
