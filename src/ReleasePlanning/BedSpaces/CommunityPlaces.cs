namespace ReleasePlanning.BedSpaces;

/// <summary>Where larger communities are, to about a kilometre, so that a destination given by name has a place on the map. A community that is missing
/// is looked for among the addresses of houses; one found nowhere has no distance, and the search says so.</summary>
public static class CommunityPlaces
{
    private static readonly Dictionary<string, (string Province, GeoPoint At)> ByName = Read("""
        St. John's|NL|47.56|-52.71;Corner Brook|NL|48.95|-57.95;Happy Valley-Goose Bay|NL|53.30|-60.33;Charlottetown|PE|46.24|-63.13;Summerside|PE|46.40|-63.79;
        Halifax|NS|44.65|-63.58;Dartmouth|NS|44.67|-63.57;Sydney|NS|46.14|-60.19;Truro|NS|45.36|-63.28;Springhill|NS|45.65|-64.06;Amherst|NS|45.83|-64.21;Yarmouth|NS|43.84|-66.12;
        Moncton|NB|46.09|-64.78;Saint John|NB|45.27|-66.06;Fredericton|NB|45.96|-66.64;Bathurst|NB|47.62|-65.65;Sackville|NB|45.90|-64.37;Miramichi|NB|47.03|-65.50;Edmundston|NB|47.37|-68.33;
        Montréal|QC|45.50|-73.57;Québec|QC|46.81|-71.21;Laval|QC|45.61|-73.71;Longueuil|QC|45.53|-73.52;Gatineau|QC|45.48|-75.70;Sherbrooke|QC|45.40|-71.89;Trois-Rivières|QC|46.34|-72.54;
        Saguenay|QC|48.43|-71.07;Rimouski|QC|48.45|-68.52;Rouyn-Noranda|QC|48.24|-79.02;Drummondville|QC|45.88|-72.48;Saint-Jérôme|QC|45.78|-74.00;Joliette|QC|46.02|-73.44;Sept-Îles|QC|50.20|-66.38;Val-d'Or|QC|48.10|-77.78;
        Toronto|ON|43.65|-79.38;Ottawa|ON|45.42|-75.70;Hamilton|ON|43.26|-79.87;London|ON|42.98|-81.25;Windsor|ON|42.31|-83.04;Kingston|ON|44.23|-76.49;Kitchener|ON|43.45|-80.49;Barrie|ON|44.39|-79.69;
        Sudbury|ON|46.49|-81.00;Thunder Bay|ON|48.38|-89.25;Peterborough|ON|44.31|-78.32;St. Catharines|ON|43.16|-79.24;Guelph|ON|43.54|-80.25;Brampton|ON|43.73|-79.76;Mississauga|ON|43.59|-79.64;
        Oshawa|ON|43.90|-78.86;Sault Ste. Marie|ON|46.52|-84.35;North Bay|ON|46.31|-79.46;Kenora|ON|49.77|-94.49;Timmins|ON|48.48|-81.33;Brantford|ON|43.14|-80.26;Gravenhurst|ON|44.92|-79.37;
        Winnipeg|MB|49.90|-97.14;Brandon|MB|49.85|-99.95;Thompson|MB|55.74|-97.86;The Pas|MB|53.82|-101.25;Stony Mountain|MB|50.09|-97.22;Regina|SK|50.45|-104.62;Saskatoon|SK|52.13|-106.67;
        Prince Albert|SK|53.20|-105.75;Moose Jaw|SK|50.39|-105.53;Maple Creek|SK|49.91|-109.48;North Battleford|SK|52.78|-108.29;Calgary|AB|51.05|-114.07;Edmonton|AB|53.55|-113.49;Red Deer|AB|52.27|-113.81;
        Lethbridge|AB|49.70|-112.83;Medicine Hat|AB|50.04|-110.68;Grande Prairie|AB|55.17|-118.80;Fort McMurray|AB|56.73|-111.38;Innisfail|AB|52.03|-113.95;Drumheller|AB|51.46|-112.71;Maskwacis|AB|52.83|-113.45;
        Vancouver|BC|49.28|-123.12;Victoria|BC|48.43|-123.37;Abbotsford|BC|49.05|-122.33;Chilliwack|BC|49.16|-121.95;Nanaimo|BC|49.17|-123.94;Kelowna|BC|49.89|-119.50;Kamloops|BC|50.67|-120.33;
        Prince George|BC|53.92|-122.75;New Westminster|BC|49.21|-122.91;Surrey|BC|49.19|-122.85;Mission|BC|49.13|-122.31;Agassiz|BC|49.24|-121.77;Prince Rupert|BC|54.32|-130.32;
        Whitehorse|YT|60.72|-135.06;Yellowknife|NT|62.45|-114.37;Hay River|NT|60.82|-115.79;Inuvik|NT|68.36|-133.72;Iqaluit|NU|63.75|-68.52;Rankin Inlet|NU|62.81|-92.09
        """);

    public static GeoPoint? Find(string community) => ByName.TryGetValue(Plain(community), out var found) ? found.At : null;

    public static string? ProvinceOf(string community) => ByName.TryGetValue(Plain(community), out var found) ? found.Province : null;

    /// <summary>The same community, however it is spelt: "Montreal, QC" is Montréal.</summary>
    public static bool Same(string one, string other) => Plain(one).Length > 0 && Plain(one) == Plain(other);

    private static string Plain(string name)
    {
        var town = name.Split(',')[0].Trim().Normalize(System.Text.NormalizationForm.FormD);
        return new([.. town.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);
    }

    private static Dictionary<string, (string, GeoPoint)> Read(string list) => list.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split('|')).ToDictionary(p => Plain(p[0]), p => (p[1], new GeoPoint(
            double.Parse(p[2], System.Globalization.CultureInfo.InvariantCulture), double.Parse(p[3], System.Globalization.CultureInfo.InvariantCulture))));
}
