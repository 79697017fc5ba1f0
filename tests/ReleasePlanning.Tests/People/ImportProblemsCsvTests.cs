using NodaTime;
using ReleasePlanning.Language;
using ReleasePlanning.People;

namespace ReleasePlanning.Tests.People;

public sealed class ImportProblemsCsvTests
{
    [Theory]
    [InlineData("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\"", "a formula")]
    [InlineData("+1", "'+1", "a sum")]
    [InlineData("-1", "'-1", "a difference")]
    [InlineData("@SUM(A1)", "'@SUM(A1)", "an old way to begin a formula")]
    [InlineData("  =1+1", "'  =1+1", "spaces before it are trimmed by some spreadsheets")]
    [InlineData("＝1+1", "'＝1+1", "the wide form of the sign")]
    [InlineData("a=1", "a=1", "a sign inside does nothing")]
    [InlineData("a,b", "\"a,b\"", "a comma is kept inside the value")]
    public void A_value_never_becomes_a_formula_in_a_spreadsheet(string value, string written, string because)
    {
        Write(Texts.English, Problem(7, value, isWarning: false)).ShouldContain("\n7,family_name," + written + ",refused,A value is needed here.", Case.Sensitive, because);
    }

    [Fact]
    public void The_file_is_in_the_language_of_the_reader_and_in_the_order_of_the_lines()
    {
        var csv = Write(Texts.French, Problem(9, "b", isWarning: true), Problem(2, "a", isWarning: false));

        csv.ShouldBe("ligne,champ,valeur,gravité,motif\r\n2,family_name,a,refusé,Une valeur est requise ici.\r\n9,family_name,b,à vérifier,Une valeur est requise ici.\r\n");
    }

    private static string Write(System.Globalization.CultureInfo culture, params List<ImportProblem> problems)
    {
        using var writer = new StringWriter();
        ImportProblemsCsv.Write(new Import
        {
            Id = Guid.Empty,
            Kind = ImportKind.Extract,
            FileName = "extract.csv",
            Sha256 = "",
            ImportedAt = Instant.MinValue,
            RowsRead = 9,
            Added = 0,
            Changed = 0,
            Unchanged = 0,
            Problems = problems,
        }, culture, writer);
        return writer.ToString();
    }

    private static ImportProblem Problem(int line, string value, bool isWarning) => new()
    {
        Id = Guid.NewGuid(), ImportId = Guid.Empty, Line = line, Field = "family_name", Value = value, IsWarning = isWarning, Reason = new Reason("import.required"),
    };
}
