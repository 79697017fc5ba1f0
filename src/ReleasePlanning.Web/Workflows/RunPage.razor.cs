using Microsoft.AspNetCore.Components;
using System.Globalization;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.Workflows;

public partial class RunPage
{
    [Parameter] public Guid Id { get; set; }
    [Inject] private RunQueries Runs { get; set; } = default!;
    [Inject] private WorkflowQueries Workflows { get; set; } = default!;
    [Inject] private WorkflowCatalogue Catalogue { get; set; } = default!;
    [Inject] private MoveToken Move { get; set; } = default!;
    [Inject] private ChangeVariable Change { get; set; } = default!;
    [Inject] private CancelRun Cancel { get; set; } = default!;

    private RunView? view;
    private IReadOnlyList<DiagramElement> elements = [];
    private IReadOnlyList<MoveTarget> targets = [];
    private TokenMove? preview;
    private string acted = "";

    private string Name => view!.Names.In(Lang) ?? view.Run.ProcessId;
    // what the person decided on, not what it is by now
    private string Seen => Typed("seen", view!.Tag);
    private WorkflowInstanceId Run => view!.Run.Id;
    private long Token => long.TryParse(Typed("token", Query("token")), NumberStyles.None, CultureInfo.InvariantCulture, out var token) ? token : 0;

    protected override async Task LoadAsync()
    {
        var read = await Runs.GetAsync(new(Id), Me.Actor, Stop);
        if (!Accepted(read)) { return; }
        view = read.Value!;
        elements = await Workflows.StandingAsync(view.Run, Lang, Stop);
        if (Token > 0) { targets = await Runs.TargetsAsync(view.Run, Token, Stop); }
    }

    private async Task MoveAsync()
    {
        if (view is null) { return; }
        acted = "move";
        if (Typed("to").Length == 0) { Refuse(OutcomeKind.Refused, [Problem.With("to", "page.problem.choose")]); return; }
        if (Typed("do") == "preview")
        {
            var shown = await Move.PreviewAsync(Run, Token, Typed("to"), Catalogue, Stop);
            if (Accepted(shown)) { preview = shown.Value; }
            return;
        }
        if (Accepted(await Move.RunAsync(Run, Token, Typed("to"), Typed("reason"), Seen, Me.Actor, Stop))) { GoTo($"runs/{Id}?done=moved"); }
    }

    private async Task ChangeAsync()
    {
        if (view is null) { return; }
        acted = "variable";
        if (Accepted(await Change.RunAsync(Run, Typed("name"), Typed("value"), Typed("reason"), Seen, Me.Actor, Stop))) { GoTo($"runs/{Id}?done=changed"); }
    }

    private async Task CancelAsync()
    {
        if (view is null) { return; }
        acted = "cancel";
        if (Accepted(await Cancel.RunAsync(Run, Typed("reason"), Seen, Me.Actor, Stop))) { GoTo($"runs/{Id}?done=cancelled"); }
    }
}
