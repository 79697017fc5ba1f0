using System.Collections.Immutable;
using System.Diagnostics;
using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Bpmn.Reading;

namespace ReleasePlanning.Benchmarks.Interpreting;

/// <summary>The process both interpreters run: start, four user tasks side by side, join, exclusive gateway, end.</summary>
public sealed class ParallelWork
{
    public static readonly IReadOnlyList<string> Tasks = ["t1", "t2", "t3", "t4"];

    private static readonly Trigger Begin = new Trigger.Start(ImmutableDictionary<string, object?>.Empty.Add("approved", true));
    private static readonly Instant Now = Instant.FromUtc(2027, 1, 4, 9, 0);
    private const string Approved = "approved";

    private readonly ProcessModel model = BpmnReader.Read(Diagram("approved"), ReadFor.Simulation).Processes.Single();

    /// <param name="condition">How the interpreter at hand spells that the variable "approved" is true.</param>
    public static string Diagram(string condition) => $$"""
        <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="urn:release-planning:load">
          <process id="parallel-work" name="Parallel work" isExecutable="true">
            <startEvent id="start"/><sequenceFlow id="begun" sourceRef="start" targetRef="fork"/>
            <parallelGateway id="fork"/>
            {{string.Concat(Tasks.Select(t => $"""<sequenceFlow id="to-{t}" sourceRef="fork" targetRef="{t}"/><userTask id="{t}" name="{t}"/><sequenceFlow id="from-{t}" sourceRef="{t}" targetRef="join"/>"""))}}
            <parallelGateway id="join"/><sequenceFlow id="joined" sourceRef="join" targetRef="decide"/>
            <exclusiveGateway id="decide" default="no"/>
            <sequenceFlow id="yes" sourceRef="decide" targetRef="approved"><conditionExpression xsi:type="tFormalExpression">{{condition}}</conditionExpression></sequenceFlow>
            <sequenceFlow id="no" sourceRef="decide" targetRef="refused"/>
            <endEvent id="approved"/><endEvent id="refused"/>
          </process>
        </definitions>
        """;

    /// <summary>Instances a second, one after the other on one thread.</summary>
    /// <param name="saved">True to write the whole state as text and read it back between every two steps.</param>
    public double Measure(TimeSpan during, bool saved)
    {
        var watch = Stopwatch.StartNew();
        var instances = 0;
        while (watch.Elapsed < during)
        {
            RunOne(saved);
            instances++;
        }
        return instances / watch.Elapsed.TotalSeconds;
    }

    private void RunOne(bool saved)
    {
        var step = Interpreter.Take(model, ProcessState.New, Begin, Now);
        // whoever completes a work item has its token from the effect that opened it
        var opened = step.Effects;
        foreach (var effect in opened)
        {
            var state = saved ? ProcessStateJson.Read(ProcessStateJson.Write(step.State)) : step.State;
            step = Interpreter.Take(model, state, new Trigger.WorkItemCompleted(((Effect.OpenWorkItem)effect).TokenId, null, ImmutableDictionary<string, object?>.Empty), Now);
        }
        if (!step.State.Ended || !step.Path.Any(p => p is { Kind: PathKind.Entered, ElementId: Approved })) { throw new InvalidOperationException("The instance ended in the wrong place."); }
    }
}
