using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Bpmn.Reading;
using ReleasePlanning.Bpmn.Timing;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>Everything wrong with a design before it is published: what the reader refuses, and what only this service knows (roles, forms, activities, called processes, ladders).</summary>
public sealed class CheckDesign(ReleasePlanningDb db, StepForms forms, IEnumerable<IServiceTask> tasks)
{
    public async Task<ReadResult> RunAsync(string xml, CancellationToken ct)
    {
        var read = BpmnReader.Read(xml);
        if (!read.IsRunnable) { return read; }
        var findings = read.Findings.ToBuilder();
        if (read.Processes.Length > 1) { findings.Add(Refuse("", "one-process", "A file holds one process; this one holds several.", "Un fichier contient un seul processus; celui-ci en contient plusieurs.")); }
        var published = await db.Set<WorkflowDefinition>().Select(d => d.ProcessId).Distinct().ToListAsync(ct);
        var ladders = await db.Set<LadderVersion>().Select(v => v.Ladder).Distinct().ToListAsync(ct);
        foreach (var process in read.Processes)
        {
            foreach (var node in process.Nodes.Values.OrderBy(n => n.Order))
            {
                switch (node)
                {
                    case TaskNode { Kind: TaskKind.User, Binding: { } binding }:
                        findings.AddRange(CheckStep(node, binding, ladders));
                        break;
                    case TaskNode { Kind: TaskKind.Service or TaskKind.BusinessRule, Binding: { } binding } when !tasks.Any(t => t.ActivityType == binding.ActivityType):
                        findings.Add(Refuse(node.Id, "unknown-activity", $"No activity is named \"{binding.ActivityType}\".", $"Aucune activité ne s’appelle « {binding.ActivityType} »."));
                        break;
                    case StartEvent { ParentId: null, Definition: ConditionalEvent }:
                        findings.Add(Refuse(node.Id, "conditional-start", "Nothing here asks whether a process should start on a condition; start it with a message, a signal or a time, or wait for the condition inside it.",
                            "Rien ici ne vérifie si un processus doit démarrer sur une condition; démarrez-le par un message, un signal ou un moment, ou attendez la condition à l’intérieur."));
                        break;
                    case CallActivity call when call.CalledElement != process.Id && !published.Contains(call.CalledElement):
                        findings.Add(Refuse(node.Id, "unpublished-process", $"The called process \"{call.CalledElement}\" is not published.", $"Le processus appelé « {call.CalledElement} » n’est pas publié."));
                        break;
                    case CallActivity call when call.CalledElement == process.Id:
                        findings.Add(Refuse(node.Id, "calls-itself", "A process cannot call itself.", "Un processus ne peut pas s’appeler lui-même."));
                        break;
                    default:
                        break;
                }
            }
        }
        return read with { Findings = findings.ToImmutable() };
    }

    private IEnumerable<Finding> CheckStep(FlowNode node, ActivityBinding binding, List<string> ladders)
    {
        if (binding.ActivityType != StepBinding.ActivityType)
        {
            yield return Refuse(node.Id, "not-a-work-item", $"A user task is bound to {StepBinding.ActivityType}, not to \"{binding.ActivityType}\".", $"Une tâche utilisateur est liée à {StepBinding.ActivityType}, et non à « {binding.ActivityType} ».");
            yield break;
        }
        var step = StepBinding.Of(node, binding);
        if (!Roles.All.Contains(step.Role)) { yield return Refuse(node.Id, "unknown-role", $"The role \"{step.Role}\" does not exist.", $"Le rôle « {step.Role} » n’existe pas."); }
        if (!StepBinding.Sites.Contains(step.Site) && !IsExpression(step.Site)) { yield return Refuse(node.Id, "unknown-site", $"The site \"{step.Site}\" is not one of {string.Join(", ", StepBinding.Sites)}.", $"Le lieu « {step.Site} » n’est pas l’un de {string.Join(", ", StepBinding.Sites)}."); }
        if (step.Due is { } due && !IsExpression(due) && ReadDueRule.CheckStep(due) is { } wrong) { yield return Refuse(node.Id, "due-rule", wrong.English, wrong.French); }
        if (step.Due is null) { yield return new Finding(node.Id, FindingSeverity.Warning, "no-due-rule", "The step has no due rule: it is never overdue and never escalates.", "L’étape n’a pas de règle d’échéance : elle n’est jamais en retard et rien n’est transmis au palier supérieur."); }
        if (forms.Find(step.Form) is null) { yield return Refuse(node.Id, "unknown-form", $"No form is named \"{step.Form}\".", $"Aucun formulaire ne s’appelle « {step.Form} »."); }
        if (!ladders.Contains(step.Ladder)) { yield return Refuse(node.Id, "unknown-ladder", $"No escalation ladder is named \"{step.Ladder}\".", $"Aucune échelle de transmission ne s’appelle « {step.Ladder} »."); }
        if (binding.Text("hardGate") == "true" && binding.Text("skippable") == "true") { yield return Refuse(node.Id, "hard-gate-skippable", "A hard gate cannot be skippable.", "Une étape obligatoire ne peut pas être passée."); }
    }

    /// <summary>A variable of the run, written so that it can be worked out.</summary>
    private static bool IsExpression(string word)
    {
        if (!StepBinding.IsAsked(word)) { return false; }
        try { return FeelExpression.Compile(word) is not null; }
        catch (FeelException) { return false; }
    }

    private static Finding Refuse(string element, string code, string english, string french) => new(element, FindingSeverity.Refused, code, english, french);
}
