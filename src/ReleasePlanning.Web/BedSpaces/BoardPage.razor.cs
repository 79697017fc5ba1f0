using System.Globalization;
using Microsoft.AspNetCore.Components;
using NodaTime;
using NodaTime.Text;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.People;
using ReleasePlanning.Web.Layout;

namespace ReleasePlanning.Web.BedSpaces;

/// <summary>Houses and their nights; a stay is moved by dragging it or by a form, both posts to the same act. A refused move says why and the board stays.</summary>
public partial class BoardPage
{
    private const int FewHouses = 3;
    private static readonly Dictionary<string, string> DoneKeys = new()
    {
        [StayActs.MoveBed] = "beds.done.move-bed", [StayActs.Extend] = "beds.done.extend", [StayActs.Shorten] = "beds.done.shorten", [StayActs.Transfer] = "beds.done.transfer",
    };

    private PageAddress address = default!;
    private Board board = default!;
    private LocalDate today;
    private IReadOnlyList<Site> houses = [];
    private HashSet<string> open = [];
    private (BoardStay Stay, BoardBed Bed, BoardHouse House)? chosen;

    [Inject] private BoardQueries Boards { get; set; } = default!;
    [Inject] private SiteQueries Sites { get; set; } = default!;
    [Inject] private ActOnStay Act { get; set; } = default!;

    private string Export => address.To("beds.csv");
    private bool OnlyOwn => BoardAccess.Only(Me.Actor) is not null;

    private IEnumerable<(string, string)> HouseOptions => houses.Where(h => board.Asked.Region is null || h.Region == board.Asked.Region).Select(h => (h.Code, $"{h.Name(Lang)}, {h.City}"));

    protected override async Task LoadAsync()
    {
        address = new(Http.Request);
        today = BedEndpoints.Today(Clock);
        var sites = await Sites.AllAsync(Stop);
        houses = [.. sites.Values.Where(s => s.IsResidence).OrderBy(s => s.Name(Lang), StringComparer.CurrentCulture)];
        await ReadAsync(sites);
    }

    private async Task ReadAsync(IReadOnlyDictionary<SiteId, Site> sites)
    {
        board = await Boards.RunAsync(new BoardAddress(address).Board(Me.Actor, sites, today), Stop);
        open = [.. address["open"] switch
        {
            "all" => board.Houses.Select(h => h.Code),
            "none" => [],
            { } codes => codes.Split(','),
            null => board.Houses.Count <= FewHouses ? board.Houses.Select(h => h.Code) : [],
        }];
        chosen = Guid.TryParse(IsPost ? Typed("stay", address["stay"]) : address["stay"], out var id) ? Find(id) : null;
    }

    private (BoardStay, BoardBed, BoardHouse)? Find(Guid id)
    {
        foreach (var house in board.Houses)
        {
            foreach (var bed in house.Beds)
            {
                if (bed.Stays.FirstOrDefault(s => s.Id == id) is { } stay) { return (stay, bed, house); }
            }
        }
        return null;
    }

    private async Task ActAsync()
    {
        if (!Guid.TryParse(Typed("stay"), out var id)) { Refuse(OutcomeKind.Refused, [Problem.With("", "beds.stay.gone")]); return; }
        var (act, problems) = Asked();
        if (act is null) { Refuse(OutcomeKind.Refused, problems); return; }
        uint? version = uint.TryParse(Typed("version"), NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : null;
        var done = await Act.RunAsync(id, act, version, Me.Actor, Stop);
        if (!done.IsDone) { Refuse(done.Kind, [.. done.Problems.Select(p => p with { Field = FieldOf(act, p.Field) })]); return; }
        GoTo(address.With(("stay", null), ("to", null), ("done", act.Name)));
    }

    /// <summary>The act's own names of what is wrong, as the fields of this page are called.</summary>
    private static string FieldOf(StayAct act, string field) => (act, field) switch
    {
        (StayAct.Transfer, "facility") => "to",
        (StayAct.Transfer, "departOn") => "until",
        _ => field is "bed" or "departOn" or "to" or "on" or "until" ? field : "",
    };

    /// <summary>What the form asks to be done, or what is missing in it.</summary>
    private (StayAct? Act, IReadOnlyList<Problem> Problems) Asked()
    {
        switch (Typed("do"))
        {
            case StayActs.MoveBed:
                return Guid.TryParse(Typed("bed"), out var bed) ? (new StayAct.MoveBed(bed), []) : (null, [Problem.With("bed", "form.required")]);
            case StayActs.Extend or StayActs.Shorten:
                if (Day("departOn") is not { } depart) { return (null, [Problem.With("departOn", "form.required")]); }
                return chosen is { } stay && depart < stay.Stay.Nights.DepartOn ? (new StayAct.Shorten(depart), []) : (new StayAct.Extend(depart), []);
            case StayActs.Transfer:
                var to = houses.FirstOrDefault(h => h.Code == Typed("to"));
                List<Problem> missing = [];
                if (to is null) { missing.Add(Problem.With("to", "form.required")); }
                if (Day("on") is not { } on) { missing.Add(Problem.With("on", "form.required")); return (null, missing); }
                if (Day("until") is not { } until || until <= on) { missing.Add(Problem.With("until", "beds.transfer.until", on)); return (null, missing); }
                return to is null ? (null, missing) : (new StayAct.Transfer(to.Id, on, until), []);
            default:
                return (null, [Problem.With("", "beds.act.unknown")]);
        }

        LocalDate? Day(string field) => LocalDatePattern.Iso.Parse(Typed(field)) is { Success: true } read ? read.Value : null;
    }

    private static string IsoOf(LocalDate on) => on.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
}
