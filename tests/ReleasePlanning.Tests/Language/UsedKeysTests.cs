using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Bpmn.Reading;
using ReleasePlanning.CommunityHandoff;
using ReleasePlanning.Database;
using ReleasePlanning.Disclosures;
using ReleasePlanning.ParoleConditions;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Travel;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.Language;

/// <summary>Whatever the code, the diagrams and the database can say to a person has a text in both languages.</summary>
public sealed class UsedKeysTests
{
    private static readonly string[] Processes = ["bed-space", "community-handoff", "parole-conditions", "release-plan", "travel"];

    [Fact]
    public void Every_reason_and_refusal_in_the_sources_is_written() => Resources.ShouldAllBeWritten(Sources.ReasonCodes(), atLeast: 150);

    [Fact]
    public void Every_key_a_page_names_is_written() => Resources.ShouldAllBeWritten(Sources.PageKeys(), atLeast: 100);

    [Fact]
    public void Every_outcome_of_a_diagram_has_a_state_and_a_button() =>
        Resources.ShouldAllBeWritten(Steps().SelectMany(s => s.Outcomes).SelectMany(o => new[] { "outcome." + o, "act." + o }), atLeast: 60);

    [Fact]
    public void Every_form_says_why_it_exists() =>
        Resources.ShouldAllBeWritten(Steps().Select(s => s.Form).Concat(Forms().Select(f => f.Key)).Select(f => $"form.{f}.why"), atLeast: 40);

    [Fact]
    public async Task Every_field_has_a_label_and_every_option_a_text()
    {
        var keys = Sources.FieldNames().Select(f => "field." + f).Concat(Sources.OptionKeys()).ToList();
        foreach (var form in Forms().OfType<RecordedForm>())
        {
            var fields = await form.FieldsAsync(null!, TestContext.Current.CancellationToken);
            keys.AddRange(fields.Select(f => "field." + f.Name));
            keys.AddRange(fields.SelectMany(f => f.Choices).SelectMany(o => new[] { o.TextEn, o.TextFr }).Where(t => t.StartsWith('@')).Select(t => t[1..]));
        }
        keys.AddRange(AnswerBedReferral.DeclineCodes.Select(c => "decline." + c));
        keys.AddRange(PlanTravel.Modes.Select(m => "mode." + m));
        Resources.ShouldAllBeWritten(keys, atLeast: 100);
    }

    [Fact]
    public void Every_hint_belongs_to_a_field()
    {
        var fields = Resources.English("Steps").Keys.Where(k => k.StartsWith("field.", StringComparison.Ordinal)).Select(k => k["field.".Length..]).ToHashSet();
        Resources.English("Steps").Keys.Where(k => k.StartsWith("hint.", StringComparison.Ordinal)).Where(k => !fields.Contains(k["hint.".Length..])).ShouldBeEmpty();
    }

    [Fact]
    public void Every_escalation_and_ending_of_a_diagram_is_written() =>
        Resources.ShouldAllBeWritten(Bindings().SelectMany(b => b.ActivityType switch
        {
            ClimbLadder.RaiseActivity => (b.Text("to")?.Split(", ").Select(p => LadderPosition.Parse(p).Role) ?? [b.Text("role")!]).Select(r => "role." + r)
                .Append("escalation." + (b.Text("reason") ?? "asked")).ToArray(),
            "ReleasePlanning.ClosePlan" => ["close-result." + b.Text("result")],
            _ => [],
        }), atLeast: 8);

    [Fact]
    public void Every_role_and_process_has_a_name() =>
        Resources.ShouldAllBeWritten(
            [.. Roles.All.Select(r => "role." + r), .. Processes.Select(p => "process." + p),
                .. StepBinding.Sites.Select(s => "site-word." + s)], atLeast: 25);

    public static TheoryData<Type, string> Enumerations => new()
    {
        { typeof(PlanStatus), "plan-status." }, { typeof(WorkItemState), "step-state." }, { typeof(BasisKind), "basis." }, { typeof(PastDue), "past." },
        { typeof(PlanView), "plan-view." }, { typeof(MinimumStanding), "minimum-standing." }, { typeof(ReleaseType), "release-type." }, { typeof(SiteKind), "site-kind." }, { typeof(Region), "region." },
        { typeof(SecurityLevel), "security." }, { typeof(SentenceKind), "sentence." }, { typeof(ReleasePlanning.Calendar.Province), "province." },
        { typeof(ReferralState), "referral-state." }, { typeof(StayState), "stay-state." }, { typeof(JourneyState), "journey-state." },
        { typeof(InstanceStatus), "instance-status." }, { typeof(IncidentCause), "incident-cause." }, { typeof(AwaitedKind), "awaited-kind." },
        { typeof(Bpmn.Execution.StuckAt), "stuck-at." }, { typeof(Bpmn.Execution.WaitKind), "wait-kind." }, { typeof(HandoffState), "handoff-state." }, { typeof(ConditionKind), "condition-kind." }, { typeof(DisclosureKind), "disclosure-kind." },
    };

    [Theory]
    [MemberData(nameof(Enumerations))]
    public void Every_value_that_pages_show_has_a_word(Type type, string prefix) =>
        Resources.ShouldAllBeWritten(Enum.GetNames(type).Select(n => prefix + n), atLeast: 2);

    [Fact]
    public void Every_effect_of_a_move_has_words() =>
        Resources.ShouldAllBeWritten(typeof(Bpmn.Execution.Effect).GetNestedTypes().Select(t => "effect." + t.Name), atLeast: 15);

    [Fact]
    public void Every_condition_of_the_law_is_written_in_full() =>
        Resources.ShouldAllBeWritten(Enum.GetValues<ReleaseType>().SelectMany(StandardConditions.Of).Select(c => "condition." + c), atLeast: 17);

    [Fact]
    public void Every_rule_the_database_holds_is_written()
    {
        var options = new DbContextOptionsBuilder<ReleasePlanningDb>().UseNpgsql("Host=nowhere").Options;
        using var db = new ReleasePlanningDb(options);
        var model = db.GetService<IDesignTimeModel>().Model;
        var names = model.GetEntityTypes().SelectMany(e => e.GetCheckConstraints().Select(c => c.Name!)
            .Concat(e.GetIndexes().Where(i => i.IsUnique).Select(i => i.GetDatabaseName()!)));
        Resources.ShouldAllBeWritten(names.Concat(Sources.Constraints(Safeguards.Create)).Select(n => "rule." + n), atLeast: 25);
    }

    [Fact]
    public void Whatever_a_facility_can_be_has_a_name() => Resources.ShouldAllBeWritten(
        [
            .. Enum.GetNames<FacilitySubtype>().Select(s => "facility-subtype." + s), .. FacilityCriteria.All.Select(c => "facility-takes." + c), .. BedFeatures.All.Select(f => "bed-feature." + f),
            .. FacilityRules.Nearby.Select(n => "facility-near." + n), .. FacilityRules.Genders.Select(g => "facility-gender." + g), .. BedRules.SpellReasons.Select(r => "out-of-service." + r),
        ], atLeast: 30);

    [Fact]
    public void Every_band_of_age_has_a_name() => Resources.ShouldAllBeWritten(ReleasePlanning.Escalations.AgeBand.All.Select(b => "age-band." + b.Key), atLeast: 5);

    private static IEnumerable<IStepForm> Forms() => new ServiceCollection().AddReleasePlanning("Host=nowhere").BuildServiceProvider().CreateScope().ServiceProvider.GetServices<IStepForm>();

    private static IEnumerable<StepBinding> Steps() =>
        Nodes().Where(n => n.Kind == TaskKind.User && n.Binding is not null).Select(n => StepBinding.Of(n, n.Binding!));

    private static IEnumerable<ActivityBinding> Bindings() => Nodes().Select(n => n.Binding).OfType<ActivityBinding>();

    private static ImmutableArray<TaskNode> Nodes() =>
        [.. Processes.SelectMany(p => BpmnReader.Read(ShippedWorkflows.Read(p)).Processes).SelectMany(p => p.Nodes.Values).OfType<TaskNode>()];
}
