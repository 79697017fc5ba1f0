using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using ReleasePlanning.Web.Access;

namespace ReleasePlanning.Web.Inbox;

/// <summary>Tells an open inbox that something new has come for its reader; says nothing about what.</summary>
[Authorize(Policies.SignedInStaff)]
public sealed class InboxHub : Hub
{
    public override Task OnConnectedAsync() => Groups.AddToGroupAsync(Context.ConnectionId, GroupOf(SignedIn.From(Context.User!)!.StaffId.ToString()));

    public static string GroupOf(string staffId) => "staff:" + staffId;
}
