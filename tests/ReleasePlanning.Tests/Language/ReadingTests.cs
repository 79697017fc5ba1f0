using NodaTime;
using ReleasePlanning.Language;

namespace ReleasePlanning.Tests.Language;

/// <summary>Reasons with the arguments the code gives them, as people read them.</summary>
public sealed class ReadingTests
{
    private static readonly LocalDate Day = new(2026, 11, 23);

    public static TheoryData<string, Reason, string, string> Reasons => new()
    {
        {
            "a title comes in both languages: each reads its own",
            new Reason("gate.open-hard-gate", "Notify police at the destination", "Aviser la police à destination"),
            "A hard gate is still open: Notify police at the destination. It has to be completed first.",
            "Une condition bloquante est encore ouverte : Aviser la police à destination. Elle doit d’abord être remplie."
        },
        {
            "a role is rendered in the reader’s language, not the writer’s",
            new Reason("access.not-yours", "@role.area-director"),
            "This step belongs to another role: Area Director. Ask someone who holds it at the step’s site.",
            "Cette étape relève d’un autre rôle : Directeur ou directrice de secteur. Adressez-vous à une personne qui l’exerce au lieu de l’étape."
        },
        {
            "an escalation says what, which plan, since when, with whom and why it came",
            new Reason("escalation.overdue", "Confirm the bed", "Confirmer la place", "RP-2026-0001", Day, "@role.residence-intake"),
            "“Confirm the bed” of plan RP-2026-0001 was due on Mon 23 Nov 2026 and is still open with: Residence intake. It comes to you because you can act on it.",
            "« Confirmer la place » du plan RP-2026-0001 devait être terminée le lun. 23 nov. 2026 et est encore ouverte auprès de : Accueil de la résidence. Elle vous est transmise parce que vous pouvez agir."
        },
        {
            "an outcome in the history is a word, not a code",
            new Reason("audit.step.completed", "Answer the bed referral", "Répondre à la demande d’hébergement", "@outcome.declined"),
            "Completed “Answer the bed referral”: Declined",
            "Étape « Répondre à la demande d’hébergement » terminée : Refus de la résidence"
        },
        {
            "an escalation nobody could receive says so",
            new Reason("audit.plan.escalated", "@escalation.nobody", "@role.district-director", "", ""),
            "Escalated to nobody, every position above being empty (District Director). ",
            "Transmis au palier supérieur : personne, tous les postes supérieurs étant vacants (Directeur ou directrice de district). "
        },
        {
            "a moved date names both days, the reason and what happens to dates it put into the past",
            new Reason("audit.plan.moved", Day, new LocalDate(2026, 11, 20), "Recalculated sentence", "@past.Mark"),
            "Moved the release from Mon 23 Nov 2026 to Fri 20 Nov 2026: Recalculated sentence (dates put into the past: show as overdue, escalate counting from now)",
            "Libération déplacée du lun. 23 nov. 2026 au ven. 20 nov. 2026 : Recalculated sentence (dates passées du fait du changement : signaler le retard, transmettre au palier supérieur à compter de maintenant)"
        },
        {
            "what is not known yet is said, not left blank",
            new Reason("facts.release", Day, "Moncton", "@facts.not-known", "@facts.not-known", 8m),
            "Release on Mon 23 Nov 2026. Destination: Moncton. Residence or address: not known yet. Route: not known yet. Conditions in force: 8.",
            "Libération le lun. 23 nov. 2026. Destination : Moncton. Résidence ou adresse : pas encore connu. Trajet : pas encore connu. Conditions en vigueur : 8."
        },
        {
            "a finding about a diagram carries its own sentence in both languages",
            new Reason("workflow.finding", "A process cannot call itself.", "Un processus ne peut pas s’appeler lui-même."),
            "A process cannot call itself.",
            "Un processus ne peut pas s’appeler lui-même."
        },
    };

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Reads_as_a_sentence_in_both_languages(string because, Reason reason, string english, string french)
    {
        Texts.Of(reason, Texts.English).ShouldBe(english, because);
        // French puts a space before a colon and inside quotation marks that does not break the line
        Texts.Of(reason, Texts.French).Replace('\u00a0', ' ').ShouldBe(french, because);
    }
}
