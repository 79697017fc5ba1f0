using NodaTime;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>Runs a process one trigger at a time. Pure: the same arguments always give the same step.</summary>
public static class Interpreter
{
    /// <summary>Takes one trigger and moves tokens until all of them wait.</summary>
    /// <exception cref="InterpreterException">The trigger cannot be taken: an unknown or stale token, or no way out at the start.</exception>
    public static Step Take(ProcessModel model, ProcessState state, Trigger trigger, Instant now) =>
        throw new InterpreterException("", "not built yet");
}

/// <summary>A trigger that cannot be taken; nothing has changed.</summary>
public sealed class InterpreterException(string elementId, string message) : Exception(message)
{
    /// <summary>The element concerned, or empty.</summary>
    public string ElementId { get; } = elementId;
}
