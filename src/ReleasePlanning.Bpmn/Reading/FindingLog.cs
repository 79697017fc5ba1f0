using System.Collections.Immutable;
using System.Xml;
using System.Xml.Linq;

namespace ReleasePlanning.Bpmn.Reading;

/// <summary>Collects findings while a file is read.</summary>
internal sealed class FindingLog
{
    private readonly List<Finding> findings = [];

    internal bool AnyRefused => findings.Exists(f => f.Severity == FindingSeverity.Refused);

    internal ImmutableArray<Finding> ToArray() => [.. findings];

    internal void Refuse(XElement? at, string code, string english, string french) => Add(at, FindingSeverity.Refused, code, english, french);

    internal void Warn(XElement? at, string code, string english, string french) => Add(at, FindingSeverity.Warning, code, english, french);

    internal void Inform(XElement? at, string code, string english, string french) => Add(at, FindingSeverity.Info, code, english, french);

    // What has no id of its own is reported at the nearest element that has one: that is what a designer can select.
    private void Add(XElement? at, FindingSeverity severity, string code, string english, string french)
    {
        var named = at?.AncestorsAndSelf().FirstOrDefault(e => e.Id().Length > 0);
        var line = at is IXmlLineInfo info && info.HasLineInfo() ? info.LineNumber : (int?)null;
        findings.Add(new(named?.Id() ?? "", severity, code, english, french) { Line = line });
    }
}
