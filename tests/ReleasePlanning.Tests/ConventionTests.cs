using System.Reflection;
using System.Text.RegularExpressions;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Bpmn.Reading;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Tests;

/// <summary>The house plan, held by tests: which folder may know which, what the interpreter may touch, what things may be called.</summary>
public sealed class ConventionTests
{
    private static readonly Assembly Domain = typeof(ReleasePlanningServices).Assembly;
    private static readonly string[] Slices = ["ReleasePlans", "BedSpaces", "Travel", "ParoleConditions", "CommunityHandoff", "Disclosures", "Escalations"];
    private static readonly string[] Leaves = ["People", "Calendar", "Audit", "Notifications", "Language"];

    /// <summary>The rows the host itself must know: the plan it locks, and what was told about it.</summary>
    private static readonly string[] RowsTheHostKnows = ["ReleasePlan", "PlanStatus", "ReleaseType", "ReleaseTypes", "Disclosure", "DisclosureKind", "ReleasePlanNumber"];

    /// <summary>What a page reads may join across slices; it never writes.</summary>
    private static readonly Regex Reading = new("(Queries|View|Row|Scope|Totals|Filter)$");

    [Fact]
    public void What_only_reads_never_saves()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Checkout(), "src/ReleasePlanning"), "*Queries.cs", SearchOption.AllDirectories))
        {
            File.ReadAllText(file).ShouldNotContain("SaveChanges", Case.Sensitive, file);
        }
    }

    [Fact]
    public void The_interpreter_references_nothing_but_time_and_the_runtime()
    {
        var references = typeof(Interpreter).Assembly.GetReferencedAssemblies().Select(a => a.Name!).Where(n => !n.StartsWith("System.", StringComparison.Ordinal) && n != "netstandard");

        references.ShouldBe(["NodaTime"], ignoreOrder: true);
        typeof(Interpreter).Assembly.GetReferencedAssemblies().ShouldNotContain(a => a.Name!.StartsWith("System.Net", StringComparison.Ordinal) || a.Name == "System.Data.Common");
    }

    [Fact]
    public void Leaves_know_no_slice_and_no_workflow()
    {
        Violations(Leaves, [.. Slices, "Workflows", "WorkItems"], []).ShouldBeEmpty();
    }

    [Fact]
    public void Work_items_know_no_workflow_host_and_no_slice() =>
        Violations(["WorkItems"], [.. Slices, "Workflows"], RowsTheHostKnows).ShouldBeEmpty();

    [Fact]
    public void The_workflow_host_knows_slices_only_by_the_rows_it_locks() =>
        Violations(["Workflows"], Slices, RowsTheHostKnows).ShouldBeEmpty();

    [Fact]
    public void Slices_never_call_each_others_acts()
    {
        foreach (var slice in Slices)
        {
            var others = Slices.Where(s => s != slice).ToArray();
            var acts = Domain.GetTypes().Where(t => others.Contains(Folder(t)) && t.GetMethod("RunAsync") is not null).Select(t => t.Name).ToHashSet();
            foreach (var type in Domain.GetTypes().Where(t => Folder(t) == slice))
            {
                Known(type).Where(k => others.Contains(Folder(k)) && acts.Contains(k.Name)).ShouldBeEmpty($"{type.FullName} calls an act of another slice");
            }
        }
    }

    [Fact]
    public void Nothing_is_called_service_manager_or_helper()
    {
        var banned = new Regex("(Service|Manager|Helper|Common|Core|Dto|Entity|Utils|Impl)$");
        Domain.GetTypes().Concat(typeof(Interpreter).Assembly.GetTypes()).Select(t => t.Name).Where(n => banned.IsMatch(n)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_effect_has_a_case_in_the_writer()
    {
        var writer = File.ReadAllText(Path.Combine(Checkout(), "src/ReleasePlanning/Workflows/EffectWriter.cs"));
        foreach (var effect in typeof(Effect).GetNestedTypes().Where(t => t.IsSubclassOf(typeof(Effect))))
        {
            writer.ShouldContain($"case Effect.{effect.Name} e:");
        }
    }

    [Fact]
    public void Whatever_the_shipped_diagrams_name_exists()
    {
        using var services = DemoRegionFixture.Provide("Host=/nowhere", new TestClock(DemoRegionFixture.Today));
        var activities = ReleasePlanningServices.ActivityTypes.Append(StepBinding.ActivityType).ToHashSet();
        var forms = ReleasePlanningServices.FormKeys.ToHashSet();
        foreach (var file in Directory.GetFiles(Path.Combine(Checkout(), "workflows"), "*.bpmn"))
        {
            var read = BpmnReader.Read(File.ReadAllText(file));
            read.IsRunnable.ShouldBeTrue(file);
            read.Processes[0].Id.ShouldBe(Path.GetFileNameWithoutExtension(file));
            foreach (var activity in read.Processes[0].Nodes.Values.OfType<Activity>().Where(a => a.Binding is not null))
            {
                activities.ShouldContain(activity.Binding!.ActivityType, activity.Id);
                if (activity is not TaskNode { Kind: TaskKind.User }) { continue; }
                var step = StepBinding.Of(activity, activity.Binding);
                forms.ShouldContain(step.Form, activity.Id);
                step.TitleFr.ShouldNotBe(step.TitleEn, activity.Id);
                (step.HardGate && step.Skippable).ShouldBeFalse(activity.Id);
            }
        }
    }

    private static IEnumerable<string> Violations(string[] from, string[] to, string[] except) =>
        from type in Domain.GetTypes()
        where @from.Contains(Folder(type)) && !Reading.IsMatch(Outermost(type).Name)
        from known in Known(type)
        where to.Contains(Folder(known)) && !except.Contains(Outermost(known).Name)
        select $"{type.FullName} knows {known.FullName}";

    private static string? Folder(Type type) => type.Namespace is { } ns && ns.StartsWith("ReleasePlanning.", StringComparison.Ordinal) ? ns.Split('.')[1] : null;

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static IEnumerable<Type> Known(Type type)
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var direct = type.GetFields(All).Select(f => f.FieldType)
            .Concat(type.GetMethods(All).SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType)))
            .Concat(type.GetConstructors(All).SelectMany(c => c.GetParameters().Select(p => p.ParameterType)))
            .Concat(type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)).SelectMany(m => m.GetMethodBody()?.LocalVariables.Select(v => v.LocalType) ?? []))
            .Concat(type.BaseType is { } parent ? [parent] : []).Concat(type.GetInterfaces());
        return direct.SelectMany(Parts).Where(t => t.Assembly == Domain && t != type).Distinct();
    }

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!) : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition()) : [type];

    private static string Checkout()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ReleasePlanning.sln"))) { folder = Path.GetDirectoryName(folder)!; }
        return folder;
    }
}
