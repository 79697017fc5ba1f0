namespace ReleasePlanning.Calendar;

/// <summary>The thirteen provinces and territories by their two-letter codes.</summary>
/// <remarks>CCRA s.2(1): a working day is one on which federal offices are open "in the province in question"; we take the province of the releasing site.
/// Never inferred from a time zone: Lloydminster keeps Alberta's clock in Saskatchewan.</remarks>
public enum Province { NL, PE, NS, NB, QC, ON, MB, SK, AB, BC, YT, NT, NU }
