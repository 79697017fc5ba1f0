using System.Text;
using ReleasePlanning.Bpmn.Reading;
using ReleasePlanning.Bpmn.Tests.Diagrams;

namespace ReleasePlanning.Bpmn.Tests.Reading;

public sealed class HostileFileTests
{
    private static readonly string Sound = Draw.Process(d => d.Start().User("ask").Exclusive("which", "which-b").Service("a").User("b").End()
        .Sub("scope", s => s.Start("in").Script("count", "{ n: 1 }").End("out").Path("in count out"))
        .OnTimer("late", "ask", "R3/PT1H", false, "Cycle").Throw("tell", "x", "planId").Call("call", "other").CatchTimer("wait", "R-5W", "Date")
        .Path("start ask which").Flow("which", "a", "n > 1 and outcome = \"yes\"").Path("which b scope call wait tell end").Path("a scope").Path("late end"));

    public static TheoryData<string, string> Files() => new()
    {
        { "", "empty-file" },
        { "   \n ", "empty-file" },
        { "not xml at all", "malformed-xml" },
        { "<a><b></a>", "malformed-xml" },
        { "<a>\u0000</a>", "malformed-xml" },
        { "<html/>", "not-bpmn" },
        { "<definitions/>", "not-bpmn" },
        { "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;\">]><d>&c;</d>", "dtd" },
        { "<!DOCTYPE d SYSTEM \"file:///etc/passwd\"><d/>", "dtd" },
        { Draw.File(""), "no-process" },
        { Draw.File("<b:process id='p'/>"), "no-process" },
        { Draw.File(string.Concat(Enumerable.Repeat("<b:a>", 70)) + string.Concat(Enumerable.Repeat("</b:a>", 70))), "nested-too-deep" },
        { Draw.File(new string(' ', BpmnReader.MaxLength)), "file-too-large" },
        { Draw.Process(d => { for (var i = 0; i <= BpmnReader.MaxNodes; i++) d.Task($"t{i}"); }), "too-many-nodes" }
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void What_is_no_sound_diagram_is_one_refusal(string xml, string code)
    {
        var read = BpmnReader.Read(xml);
        read.IsRunnable.ShouldBeFalse();
        read.Findings.Where(f => f.Severity == FindingSeverity.Refused).ShouldHaveSingleItem().Code.ShouldBe(code);
    }

    [Fact]
    public void A_malformed_file_names_line_and_position() =>
        BpmnReader.Read("<a>\n  <b></c>\n</a>").Findings.ShouldHaveSingleItem().English.ShouldBe("The file is not well-formed XML (line 2, position 8).");

    [Fact]
    public void Deep_nesting_far_beyond_any_stack_is_refused_without_falling_over() =>
        BpmnReader.Read(string.Concat(Enumerable.Repeat("<a>", 300_000))).Findings.ShouldHaveSingleItem().Code.ShouldBe("nested-too-deep");

    [Fact]
    public void A_byte_order_mark_is_no_fault() => BpmnReader.Read('\uFEFF' + Sound).IsRunnable.ShouldBeTrue();

    [Fact]
    public void Two_thousand_damaged_files_never_throw()
    {
        BpmnReader.Read(Sound).IsRunnable.ShouldBeTrue();
        var words = new[] { "b:task", "<b:subProcess id='q'>", "</b:process>", "sourceRef", "'", "\"", "<", "&", "&#0;", "\uD800", "R-5W", "= (", "{", "[", "id=''", "start", "scope", "ask", "xmlns:b=''" };
        var random = new Random(20270104);
        var outcomes = new HashSet<bool>();
        for (var i = 0; i < 2_000; i++)
        {
            var text = new StringBuilder(Sound);
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                var at = random.Next(text.Length);
                switch (random.Next(4))
                {
                    case 0: text.Remove(at, Math.Min(random.Next(1, 40), text.Length - at)); break;
                    case 1: text.Insert(at, words[random.Next(words.Length)]); break;
                    case 2: text[at] = (char)random.Next(32, 0x2100); break;
                    default: text.Insert(at, text.ToString(at, Math.Min(random.Next(1, 200), text.Length - at))); break;
                }
            }
            outcomes.Add(Should.NotThrow(() => BpmnReader.Read(text.ToString())).IsRunnable);
        }
        outcomes.Count.ShouldBe(2, "some damage must pass and some must be refused, or the test damages nothing");
    }

    [Fact]
    public void Damage_that_keeps_the_file_well_formed_never_throws_either()
    {
        string[] swaps = ["id", "sourceRef", "targetRef", "default", "attachedToRef", "messageRef", "calledElement", "cancelActivity"];
        string[] names = ["userTask", "task", "subProcess", "startEvent", "endEvent", "boundaryEvent", "sequenceFlow", "exclusiveGateway", "parallelGateway", "callActivity", "scriptTask", "laneSet", "intermediateThrowEvent"];
        var random = new Random(7);
        for (var i = 0; i < 2_000; i++)
        {
            var document = System.Xml.Linq.XDocument.Parse(Sound);
            var elements = document.Descendants().ToList();
            for (var changes = random.Next(1, 6); changes > 0; changes--)
            {
                var element = elements[random.Next(1, elements.Count)];
                switch (random.Next(4))
                {
                    case 0: element.Name = element.Name.Namespace + names[random.Next(names.Length)]; break;
                    case 1: element.SetAttributeValue(swaps[random.Next(swaps.Length)], (string?)elements[random.Next(elements.Count)].Attribute("id") ?? ""); break;
                    case 2: element.RemoveAttributes(); break;
                    default: element.Add(new System.Xml.Linq.XElement(elements[random.Next(1, elements.Count)])); break;
                }
            }
            var xml = document.ToString();
            Should.NotThrow(() => BpmnReader.Read(xml));
            Should.NotThrow(() => Bpmn.Linting.ElsaLint.Check(xml));
            Should.NotThrow(() => DiagramNames.In(xml, "fr"));
        }
    }
}
