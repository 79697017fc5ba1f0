using System.Xml.Linq;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Reading;

/// <summary>Reads gateways.</summary>
internal static class ReadGateway
{
    internal static FlowNode From(XElement element, FindingLog log)
    {
        var kind = element.Name.LocalName switch
        {
            "exclusiveGateway" => GatewayKind.Exclusive,
            "parallelGateway" => GatewayKind.Parallel,
            "inclusiveGateway" => GatewayKind.Inclusive,
            "eventBasedGateway" => GatewayKind.EventBased,
            _ => (GatewayKind?)null
        };
        if (kind is null)
            log.Refuse(element, "complex-gateway", "A complex gateway is not run.", "Une passerelle complexe n’est pas exécutée.");
        if (kind == GatewayKind.EventBased && (element.Flag("instantiate") == true || (string?)element.Attribute("eventGatewayType") == "Parallel"))
            log.Refuse(element, "instantiating-gateway", "An event-based gateway that starts a process, or waits for all its events, is not run; use message start events.",
                "Une passerelle fondée sur des événements qui démarre un processus, ou qui attend tous ses événements, n’est pas exécutée; utilisez des événements de début de type message.");
        return new Gateway { Id = element.Id(), Names = element.Names(), Kind = kind ?? GatewayKind.Inclusive };
    }
}
