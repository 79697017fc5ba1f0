using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using NodaTime.Text;
using ReleasePlanning.Bpmn.Conditions;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>Writes and reads <see cref="ProcessState"/> as JSON, so that a host can keep it in one column.</summary>
/// <remarks>Canonical: the same state always gives the same text, whatever way it was reached.</remarks>
public static class ProcessStateJson
{
    private static readonly JsonWriterOptions Trusting = new() { SkipValidation = true };

    /// <summary>The state as JSON text.</summary>
    public static string Write(ProcessState state)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Trusting))
            Write(json, state);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads what <see cref="Write(ProcessState)"/> wrote.</summary>
    /// <exception cref="JsonException">The text is no state.</exception>
    public static ProcessState Read(string json)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(json.Length));
        try
        {
            var reader = new Utf8JsonReader(bytes.AsSpan(0, Encoding.UTF8.GetBytes(json, bytes)));
            reader.Read();
            return new StateReader().Read(ref reader);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException or UnparsableValueException)
        {
            throw new JsonException("The text is no process state.", e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static void Write(Utf8JsonWriter json, ProcessState state)
    {
        json.WriteStartObject();
        json.WriteNumber("nextId"u8, state.NextId);
        json.WriteBoolean("ended"u8, state.Ended);
        if (state.IsCalled)
            json.WriteBoolean("called"u8, true);
        json.WriteStartArray("tokens"u8);
        foreach (var token in state.Tokens.AsSpan())
            Write(json, token);
        json.WriteEndArray();
        if (!state.ProcessWaits.IsEmpty)
            Write(json, "waits"u8, state.ProcessWaits);
        if (!state.Compensables.IsEmpty)
            Write(json, "undo"u8, state.Compensables);
        WriteVariables(json, "variables"u8, state.Variables);
        json.WriteStartArray("written"u8);
        foreach (var name in state.Written)
            json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Token token)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, token.Id);
        json.WriteString("at"u8, token.ElementId);
        if (token.ScopeTokenId is { } scope)
            json.WriteNumber("scope"u8, scope);
        if (token.ArrivedBy is { } flow)
            json.WriteString("by"u8, flow);
        if (token.Stuck is { } stuck)
            json.WriteString("stuck"u8, stuck.ToString());
        if (token.Instance is { } instance)
            json.WriteNumber("instance"u8, instance);
        if (token.Undoes is { } undoes)
            json.WriteNumber("undoes"u8, undoes);
        WriteVariables(json, "own"u8, token.Locals);
        if (token.Loop is { } loop)
            Write(json, loop);
        if (!token.Waits.IsEmpty)
            Write(json, "waits"u8, token.Waits);
        json.WriteEndObject();
    }

    private static void WriteVariables(Utf8JsonWriter json, ReadOnlySpan<byte> name, ImmutableDictionary<string, object?>? variables)
    {
        if (variables is null)
            return;
        json.WriteStartObject(name);
        var names = new string[variables.Count];
        var next = 0;
        foreach (var variable in variables)
            names[next++] = variable.Key;
        Array.Sort(names, StringComparer.Ordinal);
        foreach (var variable in names)
        {
            json.WritePropertyName(variable);
            FeelJson.Write(json, variables[variable]);
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, LoopState loop)
    {
        json.WriteStartObject("loop"u8);
        if (loop.Total is { } total)
            json.WriteNumber("total"u8, total);
        json.WriteNumber("started"u8, loop.Started);
        json.WriteNumber("completed"u8, loop.Completed);
        WriteList(json, "elements"u8, loop.Elements);
        WriteList(json, "results"u8, loop.Results);
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, ReadOnlySpan<byte> name, ImmutableArray<object?> values)
    {
        if (values.IsEmpty)
            return;
        json.WriteStartArray(name);
        foreach (var value in values)
            FeelJson.Write(json, value);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, ImmutableArray<Compensable> compensables)
    {
        json.WriteStartArray(name);
        foreach (var compensable in compensables)
        {
            json.WriteStartObject();
            json.WriteString("at"u8, compensable.ActivityId);
            if (compensable.ScopeTokenId is { } scope)
                json.WriteNumber("scope"u8, scope);
            WriteVariables(json, "own"u8, compensable.Locals);
            if (!compensable.Inner.IsEmpty)
                Write(json, "undo"u8, compensable.Inner);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, ImmutableArray<Wait> waits)
    {
        json.WriteStartArray(name);
        foreach (var wait in waits)
        {
            json.WriteStartObject();
            json.WriteString("for"u8, Name(wait.Kind));
            json.WriteString("at"u8, wait.ElementId);
            if (wait.Repeat is { } repeat)
                Write(json, repeat);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, TimerRepeat repeat)
    {
        json.WriteString("every"u8, repeat.Every);
        json.WriteString("first"u8, InstantPattern.ExtendedIso.Format(repeat.First));
        json.WriteNumber("fired"u8, repeat.Fired);
        if (repeat.Remaining is { } remaining)
            json.WriteNumber("remaining"u8, remaining);
        if (repeat.Until is { } until)
            json.WriteString("until"u8, InstantPattern.ExtendedIso.Format(until));
    }

    private static string Name(WaitKind kind) => kind switch
    {
        WaitKind.WorkItem => nameof(WaitKind.WorkItem),
        WaitKind.Service => nameof(WaitKind.Service),
        WaitKind.Child => nameof(WaitKind.Child),
        WaitKind.Timer => nameof(WaitKind.Timer),
        WaitKind.Message => nameof(WaitKind.Message),
        WaitKind.Signal => nameof(WaitKind.Signal),
        WaitKind.Condition => nameof(WaitKind.Condition),
        _ => kind.ToString()
    };
}
