using System.Globalization;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Calendar;
using ReleasePlanning.Language;

namespace ReleasePlanning.Web.BedSpaces;

/// <summary>What the board's beds and stretches of nights are called.</summary>
public static class BoardWords
{
    public static string NameOf(BoardBed bed, CultureInfo culture) => bed.Room is { } room ? Texts.Of("beds.room-bed", culture, room, bed.Label) : Texts.Of("beds.bed", culture, bed.Label);

    /// <summary>A mark for those who do not see the colour.</summary>
    public static string MarkOf(BoardCell cell) => cell switch
    {
        { InConflict: true } => "!",
        { Kind: BoardCellKind.OutOfService } => "✕",
        { Kind: BoardCellKind.Closed } => "–",
        { Kind: BoardCellKind.Turnaround } => "↻",
        { Stay.State: StayState.Held } => "◔",
        { Stay.State: StayState.Confirmed } => "✓",
        { Stay.State: StayState.Arrived } => "●",
        { Kind: BoardCellKind.Stay } => "■",
        _ => "",
    };

    public static string ClassOf(BoardCell cell) => cell.Kind switch
    {
        BoardCellKind.Free => "free",
        BoardCellKind.OutOfService => "out",
        BoardCellKind.Closed => "closed",
        BoardCellKind.Turnaround => "turn",
        _ => "stay " + (cell.Stay!.State switch { StayState.Held => "held", StayState.Confirmed => "confirmed", StayState.Arrived => "arrived", _ => "taken" }) + (cell.InConflict ? " conflict" : ""),
    };

    /// <summary>What the stretch shows before the mark's meaning is known: a name, or what is so.</summary>
    public static string ShortOf(BoardCell cell, CultureInfo culture) => cell.Kind switch
    {
        BoardCellKind.Free => "",
        BoardCellKind.Stay when cell.Stay is { Who: { } who } stay => stay.PlanNumber is { } number ? $"{who} {number}" : who,
        BoardCellKind.Stay => Texts.Of("beds.cell.taken", culture),
        _ => Texts.Of("beds.cell." + cell.Kind, culture),
    };

    /// <summary>The whole of it in a sentence.</summary>
    public static string LongOf(BoardCell cell, BoardHouse house, CultureInfo culture)
    {
        var nights = cell.Nights;
        if (cell.Kind != BoardCellKind.Stay)
        {
            var said = Texts.Of("beds.cell.long", culture, "@beds.cell." + cell.Kind, cell.From, nights);
            return cell.Spell is { } spell && Texts.Find("out-of-service." + spell.ReasonCode, culture) is { } why ? $"{said} ({why})" : said;
        }
        var stay = cell.Stay!;
        var state = stay.State is { } s ? "@stay-state." + s : "@beds.cell.taken";
        var text = Texts.Of("beds.cell.stay", culture, state, stay.Who ?? "", stay.PlanNumber ?? "", stay.Nights.ArriveOn, stay.Nights.DepartOn, stay.Nights.Count);
        if (stay.HeldUntil is { } until) { text += " " + Texts.Of("beds.cell.held-until", culture, until.InZone(SiteTime.Zone(house.TimeZone))); }
        return cell.InConflict ? text + " " + Texts.Of("beds.cell.conflict", culture) : text;
    }
}
