using ReleasePlanning.Web.Layout;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.Workflows;

/// <summary>What the address of the list of those who wait asks for.</summary>
public static class WaitingAddress
{
    public static WaitingFilter Filter(PageAddress address) =>
        new(Enum.TryParse<AwaitedKind>(address["kind"], true, out var kind) && Enum.IsDefined(kind) ? kind : null, address["q"] ?? "");
}
