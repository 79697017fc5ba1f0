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
        switch (kind)
        {
            case GatewayKind.Inclusive:
                log.Refuse(element, "inclusive-gateway", "An inclusive gateway is not run; use conditions on the flows leaving a task, or parallel and exclusive gateways.",
                    "Une passerelle inclusive n’est pas exécutée; utilisez des conditions sur les flux quittant une tâche, ou des passerelles parallèles et exclusives.");
                break;
            case GatewayKind.EventBased:
                log.Refuse(element, "event-based-gateway", "An event-based gateway is not run; use boundary events on a receive task.",
                    "Une passerelle fondée sur des événements n’est pas exécutée; utilisez des événements de bordure sur une tâche de réception.");
                break;
            case null:
                log.Refuse(element, "complex-gateway", "A complex gateway is not run.", "Une passerelle complexe n’est pas exécutée.");
                break;
        }
        return new Gateway { Id = element.Id(), Names = element.Names(), Kind = kind ?? GatewayKind.Inclusive };
    }
}
