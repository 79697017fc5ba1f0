using System.Xml.Linq;
using ReleasePlanning.Bpmn.Reading;

namespace ReleasePlanning.Bpmn.Tests.Diagrams;

public sealed class DiagramNamesTests
{
    private const string Named = """
        <?xml version="1.0" encoding="UTF-8"?>
        <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:rp="urn:release-planning:bpmn" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC">
          <bpmn:process id="p" name="Travel" rp:nameFr="Déplacement">
            <bpmn:userTask id="a" name="Book &amp; pay" rp:nameFr="Réserver et payer" />
            <bpmn:userTask id="b" name="Only English" />
          </bpmn:process>
          <dc:Bounds x="1" y="2" />
        </bpmn:definitions>
        """;

    [Fact]
    public void French_names_take_the_place_of_the_English_ones()
    {
        var french = XDocument.Parse(DiagramNames.In(Named, "fr"));
        french.Descendants().Select(e => (string?)e.Attribute("name")).OfType<string>().ShouldBe(["Déplacement", "Réserver et payer", "Only English"]);
    }

    [Fact]
    public void Everything_else_stays_as_it_is_character_by_character() =>
        DiagramNames.In(Named, "fr-CA").ReplaceLineEndings("\n")
            .ShouldBe(Named.ReplaceLineEndings("\n").Replace("name=\"Travel\"", "name=\"Déplacement\"").Replace("name=\"Book &amp; pay\"", "name=\"Réserver et payer\""));

    [Theory]
    [InlineData("en", "English is what the file says")]
    [InlineData("de", "a language the file does not have")]
    public void Other_languages_get_the_file_as_it_is(string language, string reason) => DiagramNames.In(Named, language).ShouldBe(Named, reason);

    [Fact]
    public void A_file_that_cannot_be_read_is_given_back() => DiagramNames.In("<broken", "fr").ShouldBe("<broken");
}
