using ReleasePlanning.People;

namespace ReleasePlanning.Workflows;

/// <summary>Who may give away everything somebody has, or record that they left: who directs a place where they work, or an administrator. Pure.</summary>
public static class CaseloadAccess
{
    public static Reasoned<bool> MayMove(StaffFile file, Actor actor) =>
        file.IsDirectedBy(actor) ? new(true, new Reason("absence.supervisor"))
        : actor.Holds(Roles.Administrator) ? new(true, new Reason("absence.administrator"))
        : new(false, new Reason("caseload.not-yours", file.Member.Name));
}
